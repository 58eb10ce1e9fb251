# CPU milliseconds of stats::arima's default call, median of repetitions, and of one log-likelihood at its estimate (the state space
# made anew and filtered once, as the optimiser does at each step); one line of JSON a case on stdout.
# Arguments: folder of the data, then name|file|log|p,d,q|P,D,Q,s|constant|x for each case.
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
for (case in arguments[-1]) {
  part <- strsplit(case, "|", fixed = TRUE)[[1]]
  d <- read.csv(file.path(folder, paste0(part[2], ".csv")))
  y <- if (part[3] == "true") log(d$y) else d$y
  order <- as.integer(strsplit(part[4], ",")[[1]])
  seasonal <- as.integer(strsplit(part[5], ",")[[1]])
  x <- if (length(part) < 7) NULL else as.matrix(d[strsplit(part[7], ",")[[1]]])
  fit <- function() arima(y, order = order, seasonal = list(order = seasonal[1:3], period = max(1, seasonal[4])), xreg = x, include.mean = part[6] == "true")
  warm <- fit()
  times <- numeric(0)
  spent <- 0
  while ((length(times) < 5 || spent < 1) && length(times) < 200) {
    t <- system.time(fit())
    times <- c(times, (t[["user.self"]] + t[["sys.self"]]) * 1000)
    spent <- spent + t[["elapsed"]]
  }
  ss <- warm$model
  likelihood <- function() .Call(stats:::C_ARIMA_Like, as.numeric(y), makeARIMA(ss$phi, ss$theta, ss$Delta), 0L, FALSE)
  repeats <- 0
  once <- 0
  while (once < 0.3) {
    t <- system.time(for (i in 1:50) likelihood())
    once <- once + t[["user.self"]] + t[["sys.self"]]
    repeats <- repeats + 50
  }
  # A single fit may be below the clock's 1 ms: the mean of many is then the better figure.
  cat(sprintf('{"name": "%s", "ms": %.3f, "logLik": %.6f, "once": %.6f}\n', part[1], if (median(times) < 5) mean(times) else median(times), warm$loglik, once * 1000 / repeats))
}
