# CPU milliseconds of Matching::Match (with replacement) and MatchIt::matchit (without); argument: units. One line of JSON each.
suppressMessages({
  library(Matching)
  library(MatchIt)
})
n <- as.integer(commandArgs(trailingOnly = TRUE)[1])
set.seed(1)
d <- data.frame(a = rnorm(n), b = rnorm(n))
d$treated <- rbinom(n, 1, plogis(-0.6 + 0.5 * (d$a + d$b) / sqrt(2)))
d$y <- d$a + d$b + rnorm(n)
timed <- function(name, action) {
  s <- system.time(action())
  cat(sprintf('{"name": "%s", "ms": %.3f}\n', name, (s[["user.self"]] + s[["sys.self"]]) * 1000))
}
timed("with", function() Match(d$y, d$treated, d[, c("a", "b")], BiasAdjust = TRUE, Var.calc = 1))
timed("without", function() matchit(treated ~ a + b, d))
