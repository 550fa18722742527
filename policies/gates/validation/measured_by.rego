package gates.validation

import data.lib.demands
import data.lib.finding
import data.lib.result

# METADATA
# title: Evidence comes from somebody who did not write the release
# description: >-
#   Who writes what is measured should not be the one who says what was measured. The commit that brought the evidence, as it
#   is now, is signed by somebody who wrote nothing else of the release; where somebody can come to harm, by a bot.
# custom:
#   code: validation.evidence_by_author
#   waivable: false
#   severity: block
#   ground: recorded
#   effective_on: "2027-03-01"
#   message: "The evidence of {items} was committed by {subject}; it takes {who}"
#   remedy: "Let them run pnpm gate validate --again <release> and commit what it writes, signed, and nothing else."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC6.1}
#   follows: [validation.evidence_unsigned]
#   depends_on: [release.tier, release.validations, evidence, contributions, principals, writers, head.preview, base]
rules.evidence_by_author := result.when(is_independence_demanded, measured, {found |
	some by in {shown_bringers(declared) | some declared in dependent}
	items := [finding.show(declared, ["id"]) | some declared in dependent; shown_bringers(declared) == by]
	found := finding.of(by, ["validations"], {"items": concat(", ", items), "who": independent})
})

# METADATA
# title: Reports come from somebody who did not write the release
# description: >-
#   A report is a text, and a text is what its author wrote. What a plugin reads that reads reports lies in `reports/`, in a
#   commit by somebody who wrote nothing else of the release; where somebody can come to harm, by a bot.
# custom:
#   code: validation.report_by_author
#   waivable: false
#   severity: block
#   ground: recorded
#   effective_on: "2027-06-01"
#   message: "{subject} read {paths}; it takes {who} to bring that"
#   remedy: "Let the job in CI that ran the tools, or whoever measures, commit them in `reports/`, signed, with the evidence or before it. docs/reports.md shows how."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC6.1}
#   follows: [validation.evidence_unsigned, validation.evidence_by_author]
#   depends_on: [release.tier, release.validations, evidence, contributions, principals, writers, head.preview, base]
rules.report_by_author := result.when(are_reports_asked, reporting_origin, {found |
	some one in reporting_origin
	not is_of_base(one)
	own := sort({finding.show(read, ["path"]) | some read in one.evidence.inputs; not is_brought_independently(read)})
	count(own) > 0
	found := finding.on(one.declared, one.at, {"paths": concat(", ", own), "who": independent})
})

are_reports_asked if {
	is_independence_demanded
	count(used_plugins & telling) > 0
} else := false if {
	is_boolean(is_independence_demanded)
}

# What the base has already was judged when it came there.
is_of_base(one) if one.declared.id in input.base.evidence

is_brought_independently(read) if {
	is_list_of_names(input.writers)
	some contribution in input.contributions
	read.path in contribution.inputs
	not contribution.principal in input.writers
	may_measure(input.principals[contribution.principal])
}

is_list_of_names(list) if {
	is_array(list)
	every name in list {
		is_string(name)
	}
}

dependent := [one.declared | some one in measured; not is_independent(one.declared)]

is_independence_demanded if {
	is_signing_demanded
	"evidence-independent" in demands.practices
} else := false if {
	is_set(demands.practices)
}

independent := "a bot that wrote nothing else of it" if "evidence-by-bot" in demands.practices

else := "somebody who wrote nothing else of the release"

is_independent(declared) if {
	is_list_of_names(input.writers)
	some contribution in input.contributions
	declared.id in contribution.evidence
	principal := contribution.principal
	not principal in input.writers
	may_measure(input.principals[principal])
	not brings_subject(declared)
}

# Whoever brings `reports/` has written nothing, so nothing that is measured itself may lie there.
brings_subject(declared) if {
	object.get(data.plugins, [declared.plugin, "reads_subject"], true) != false
	some read in input.evidence[declared.id].inputs
	lies_in_reports([step | some step in split(read.path, "/"); not step in {"", "."}])
}

lies_in_reports(steps) if steps[0] == "reports"

# However the way there is written.
lies_in_reports(steps) if {
	"reports" in steps
	".." in steps
}

# What the base has already was judged when it came there.
is_independent(declared) if declared.id in input.base.evidence

may_measure(principal) if principal.kind == "bot"

may_measure(principal) if {
	principal.kind == "person"
	not "evidence-by-bot" in demands.practices
}
