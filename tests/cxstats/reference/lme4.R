# Variances by lme4, which the tests of cxstats hold theirs against.
#
#   Rscript tests/cxstats/reference/lme4.R > tests/cxstats/reference/lme4.json
#
# The data sets ship with lme4 or are made here by whole-number arithmetic, as in test_lme4.py.
suppressPackageStartupMessages(library(lme4))

tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9))

line <- function(name, formula, data) {
  model <- lmer(formula, data, REML = TRUE, control = tight)
  parts <- as.data.frame(VarCorr(model))
  variances <- paste(sprintf('"%s": %.10g', parts$grp, parts$vcov), collapse = ", ")
  sprintf('  "%s": {"mean": %.10g, "criterion": %.10g, %s}', name, fixef(model)[[1]],
          REMLcrit(model), variances)
}

i <- 0:2999
made <- data.frame(
  place = i %% 17, day = (i %% 17) * 100 + (i * i) %% 23, guest = (i * 31) %% 311
)
made$y <- (i^3 + 13 * i) %% 11 + (made$place * 5) %% 7 + (made$day * 3) %% 5 + (made$guest %% 9) / 3

lines <- c(
  line("Dyestuff", Yield ~ 1 + (1 | Batch), Dyestuff),
  line("Dyestuff2", Yield ~ 1 + (1 | Batch), Dyestuff2),
  line("Pastes", strength ~ 1 + (1 | batch) + (1 | sample), Pastes),
  line("Penicillin", diameter ~ 1 + (1 | plate) + (1 | sample), Penicillin),
  line("InstEval", y ~ 1 + (1 | s) + (1 | d) + (1 | dept), InstEval),
  line("made", y ~ 1 + (1 | place) + (1 | day) + (1 | guest), made)
)
versions <- sprintf('  "versions": "%s, lme4 %s"', R.version.string, packageVersion("lme4"))
cat("{\n", paste(c(versions, lines), collapse = ",\n"), "\n}\n", sep = "")
