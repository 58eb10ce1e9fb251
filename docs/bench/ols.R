# CPU milliseconds of lm.fit and of HC2 standard errors written by hand on its QR; arguments: rows, columns. One line of JSON each.
arguments <- as.integer(commandArgs(trailingOnly = TRUE))
n <- arguments[1]
k <- arguments[2]
set.seed(1)
X <- cbind(1, matrix(rnorm(n * (k - 1)), n))
y <- rnorm(n)
fit <- lm.fit(X, y)
hc2 <- function() {
  h <- rowSums(qr.Q(fit$qr)^2)
  bread <- chol2inv(fit$qr$qr[1:k, 1:k])
  bread %*% crossprod(X * (fit$residuals / sqrt(1 - h))) %*% bread
}
timed <- function(name, action) {
  action()
  times <- replicate(7, { s <- system.time(action()); s[["user.self"]] + s[["sys.self"]] })
  cat(sprintf('{"name": "%s", "ms": %.3f}\n', name, median(times) * 1000))
}
timed("fit", function() lm.fit(X, y))
timed("HC2", hc2)
