# Draws per second of the R package bsts at the sizes of bsts.ts. One line of JSON each.
suppressMessages(library(bsts))
one <- function(name, n, k, weekly) {
  set.seed(1)
  x <- matrix(rnorm(n * k), n)
  y <- 10 + cumsum(0.1 * rnorm(n)) + 2 * x[, 1] + sin(2 * pi * seq_len(n) / 7) + rnorm(n)
  state <- AddLocalLevel(list(), y)
  if (weekly) state <- AddSeasonal(state, y, nseasons = 7)
  seconds <- system.time(bsts(y ~ x, state.specification = state, niter = 2000, ping = 0, expected.model.size = 3))
  cat(sprintf('{"name": "%s", "drawsPerSecond": %.1f}\n', name, 2000 / (seconds[["user.self"]] + seconds[["sys.self"]])))
}
one("level, 100 rows, 3 regressors", 100, 3, FALSE)
one("level and week, 365 rows, 10 regressors", 365, 10, TRUE)
