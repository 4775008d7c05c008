# Reference results that golden.csv does not hold: a trend over two waves, two-stage clusters, other methods.
# Rscript make_own_golden.R   (R package survey; run in this folder)
suppressMessages(library(survey))
out <- list(); add <- function(case, design, stat, domain, item, est, se=NA, lo=NA, hi=NA, deff=NA, df=NA, n=NA, p=NA)
  out[[length(out)+1]] <<- data.frame(case,design,stat,domain=as.character(domain),item=as.character(item),est=as.numeric(est),se=as.numeric(se),ci_lo=as.numeric(lo),ci_hi=as.numeric(hi),deff=as.numeric(deff),df=as.numeric(df),n=as.numeric(n),p=as.numeric(p))
data(api); write.csv(apiclus2, "apiclus2.csv", row.names=FALSE)
D <- list(clus2=svydesign(id=~dnum+snum,weights=~pw,data=apiclus2,fpc=~fpc1+fpc2), clus2_nofpc=svydesign(id=~dnum+snum,weights=~pw,data=apiclus2),
          clus2_one=svydesign(id=~dnum,weights=~pw,data=apiclus2,fpc=~fpc1))
for (nm in names(D)) { g <- D[[nm]]
  for (it in c("api00","api99","enroll","ell")) { f <- as.formula(paste0("~",it)); m <- svymean(f,g,na.rm=TRUE,deff=TRUE); ci <- confint(m,df=degf(g))
    add("mean",nm,"mean","all",it,coef(m),SE(m),ci[1],ci[2],deff(m),degf(g)); t <- svytotal(f,g,na.rm=TRUE); add("total",nm,"total","all",it,coef(t),SE(t))
    b <- svyby(f,~stype,g,svymean,na.rm=TRUE); add("by_stype",nm,"mean",paste0("stype=",b$stype),it,coef(b),SE(b)) }
  r <- svyratio(~api.stu,~enroll,g,na.rm=TRUE); add("ratio",nm,"ratio","all","api.stu/enroll",coef(r),SE(r))
  m <- svyglm(api00~ell+meals+mobility,g); s <- summary(m)$coefficients; add("glm_gaussian",nm,"coef",rownames(s),"api00",s[,1],s[,2],df=m$df.residual,n=s[,3],p=s[,4])
  h <- svychisq(~sch.wide+stype,g); add("chisq_F",nm,"statistic","sch.widexstype","sch.wide",h$statistic,df=h$parameter[1],n=h$parameter[2],p=h$p.value) }
fac <- function(x){ for(v in c("role","ministry")) x[[v]] <- factor(x[[v]]); x }
a <- fac(rbind(read.csv("per2000_w1.csv"),read.csv("per2000_w2.csv"))); a$wave <- factor(a$wave); a$ws <- interaction(a$wave,a$ministry); a$wn <- as.numeric(a$wave)
WD <- list(wave_indep=svydesign(ids=~1,strata=~ws,weights=~w0,fpc=~fpc,data=a), wave_overlap=svydesign(ids=~team,strata=~ministry,weights=~w0,data=a,nest=TRUE))
for (dn in names(WD)) { g <- WD[[dn]]; for (it in c("exp_bullying","know_counsellor")) { m <- svyglm(as.formula(paste0(it,"~wn+role")),g,family=quasibinomial()); s <- summary(m)$coefficients; add("trend_logit",dn,"coef",rownames(s),it,s[,1],s[,2],df=m$df.residual,n=s[,3],p=s[,4]) } }
z <- do.call(rbind,out); num <- sapply(z,is.numeric); z[num] <- lapply(z[num],function(x) ifelse(is.na(x),"",formatC(x,digits=15,format="g"))); write.csv(z,"own_golden.csv",row.names=FALSE,quote=TRUE)
