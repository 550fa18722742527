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

dependent := [one.declared | some one in measured; not is_independent(one.declared)]

is_independence_demanded if {
	is_signing_demanded
	"evidence-independent" in demands.practices
} else := false

independent := "a bot that wrote nothing else of it" if "evidence-by-bot" in demands.practices

else := "somebody who wrote nothing else of the release"

is_independent(declared) if {
	is_array(input.writers)
	every writer in input.writers {
		is_string(writer)
	}
	some contribution in input.contributions
	declared.id in contribution.evidence
	principal := contribution.principal
	not principal in input.writers
	may_measure(input.principals[principal])
}

# What the base has already was judged when it came there.
is_independent(declared) if declared.id in input.base.evidence

may_measure(principal) if principal.kind == "bot"

may_measure(principal) if {
	principal.kind == "person"
	not "evidence-by-bot" in demands.practices
}
