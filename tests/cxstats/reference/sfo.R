# Variances of the SFO survey of 2015 by lme4: boarding areas, and interviewers' runs within or
# across them.
#
#   Rscript tests/cxstats/reference/sfo.R 2015_SFO_Customer_Survey.csv > sfo.json
suppressPackageStartupMessages(library(lme4))

survey <- read.csv(commandArgs(trailingOnly = TRUE)[1])
survey <- survey[survey$Q7ALL %in% 1:5 & survey$BAREA %in% LETTERS[1:7], ]
tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-9))
model <- lmer(Q7ALL ~ 1 + (1 | BAREA) + (1 | RUNID), survey, REML = TRUE, control = tight)
parts <- as.data.frame(VarCorr(model))
cat(sprintf('{\n  "versions": "%s, lme4 %s",\n  "n": %d, "runs": %d, "mean": %.10g,\n  %s\n}\n',
  R.version.string, packageVersion("lme4"), nobs(model), length(unique(survey$RUNID)),
  fixef(model)[[1]],
  paste(sprintf('"%s": %.10g', parts$grp, parts$vcov), collapse = ", ")))
