# CPU milliseconds of synthetic-control weights by quadprog, of the treated unit and of it with all placebos; argument: a wide CSV whose
# second column is the treated unit, 19 rows before treatment. One line of JSON each.
suppressMessages(library(quadprog))
panel <- as.matrix(read.csv(commandArgs(TRUE)[1], check.names = FALSE)[1:19, -1])
weights <- function(y, x) {
  j <- ncol(x)
  gram <- crossprod(x)
  # solve.QP wants a positive definite matrix; with more donors than periods it has to be helped.
  d <- gram + diag(1e-9 * mean(diag(gram)), j)
  solve.QP(d, crossprod(x, y), cbind(1, diag(j)), c(1, rep(0, j)), meq = 1)$solution
}
timed <- function(action) {
  action()
  times <- replicate(7, {
    t <- system.time(for (i in 1:20) action())
    (t[["user.self"]] + t[["sys.self"]]) / 20
  })
  1000 * median(times)
}
one <- function(k, donors) weights(panel[, k], panel[, setdiff(donors, k)])
loss <- function() mean((panel[, 1] - panel[, -1] %*% one(1, 1:39))^2)
cat(sprintf('{"name": "one fit", "ms": %.4f, "loss": %.6f}\n', timed(function() one(1, 1:39)), loss()))
all <- function() { one(1, 1:39); for (k in 2:39) one(k, 2:39) }
cat(sprintf('{"name": "fit and 38 placebos", "ms": %.4f, "loss": %.6f}\n', timed(all), loss()))
