# One process of R survey: read a CSV file, estimate means by one column, say how long without reading.
suppressPackageStartupMessages(library(survey))
asked <- commandArgs(trailingOnly = TRUE)
answers <- if (requireNamespace("data.table", quietly = TRUE)) {
  as.data.frame(data.table::fread(asked[1]))
} else {
  read.csv(asked[1])
}
items <- grep("^q[0-9]+$", names(answers), value = TRUE)
started <- proc.time()[["elapsed"]]
of <- svydesign(ids = ~1, strata = ~ministry, weights = ~w, data = answers)
made <- svyby(reformulate(items), reformulate(asked[2]), of, svymean)
alone <- proc.time()[["elapsed"]] - started
cat(sprintf(
  '{"estimates": %d, "alone": %.6f, "sums": [%.12g, %.12g], "peer": "R %s survey %s"}\n',
  nrow(made) * length(items), alone, sum(as.matrix(coef(made))), sum(as.matrix(SE(made))),
  paste(R.version$major, R.version$minor, sep = "."), packageVersion("survey")
))
