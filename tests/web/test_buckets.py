"""Failed look-ups share one bucket, that knows nobody."""

from __future__ import annotations

from weerklank.web.reporter.buckets import Bucket


def test_a_bucket_gives_what_it_holds_and_fills_with_time() -> None:
    now = [0.0]
    bucket = Bucket(room=3, a_second=1, clock=lambda: now[0])
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now[0] = 1.0
    assert [bucket.take() for _ in range(2)] == [True, False]
    now[0] = 100.0
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
