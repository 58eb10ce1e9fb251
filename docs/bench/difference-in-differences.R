# CPU milliseconds of group-time effects with 1,000 Mammen multiplier draws by vectorised R, the algorithm of the package did without its
# set-up; arguments: units, periods. One line of JSON.
arguments <- as.integer(commandArgs(trailingOnly = TRUE))
n <- arguments[1]
periods <- arguments[2]
set.seed(1)
first <- rep(c(3, 4, 5, Inf, Inf), length.out = n)
y <- matrix(rnorm(n * periods), n) + rnorm(n) + outer(first, seq_len(periods), "<=")
run <- function() {
  cells <- list()
  for (g in c(3, 4, 5)) {
    for (t in 2:periods) {
      change <- y[, t] - y[, if (t >= g) g - 1 else t - 1]
      treated <- first == g
      never <- is.infinite(first)
      influence <- numeric(n)
      influence[treated] <- (change[treated] - mean(change[treated])) / sum(treated)
      influence[never] <- -(change[never] - mean(change[never])) / sum(never)
      cells[[length(cells) + 1]] <- influence
    }
  }
  influence <- do.call(cbind, cells)
  k <- (1 + sqrt(5)) / 2
  draws <- t(replicate(1000, ifelse(runif(n) < k / sqrt(5), 1 - k, k) %*% influence, simplify = "matrix"))
  spread <- apply(draws, 2, IQR) / (qnorm(0.75) - qnorm(0.25))
  quantile(apply(abs(draws) / rep(spread, each = 1000), 1, max), 0.95)
}
run()
times <- replicate(5, { s <- system.time(run()); s[["user.self"]] + s[["sys.self"]] })
cat(sprintf('{"name": "bootstrap", "ms": %.3f}\n', median(times) * 1000))
