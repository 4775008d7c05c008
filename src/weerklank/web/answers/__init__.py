"""The collector of surveys. One store, in which no people stand."""
