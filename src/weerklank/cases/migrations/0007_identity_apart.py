"""Who a reporter is, sealed apart from the case, and the wishes to pass that on."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import weerklank.cases.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_keeping"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="sealed_by",
            field=models.CharField(
                choices=[("browser", "browser"), ("server", "server"), ("handler", "handler")], max_length=10
            ),
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=weerklank.cases.models.random_number, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=32)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("consent", "consent"),
                            ("legal_duty", "legal_duty"),
                            ("needed_for_investigation", "needed_for_investigation"),
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("approved", "approved"),
                            ("refused", "refused"),
                            ("passed", "passed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("asked_on", models.DateField()),
                ("decided_on", models.DateField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="cases.case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "refused"), _negated=True),
                        fields=("case", "key"),
                        name="one_disclosure_a_key",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        default=weerklank.cases.models.random_number, primary_key=True, serialize=False
                    ),
                ),
                ("recipient", models.CharField(max_length=32)),
                ("sealed", models.BinaryField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identities",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "recipient"), name="one_identity_a_recipient")
                ],
            },
        ),
    ]
