package gates.validation

import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: What is asked of the software is measured
# description: >-
#   Tier and profiles ask questions of the software that are answered by what tools found, and no longer by a person's word:
#   which known vulnerabilities it has, whether its tests of each kind passed. Any of the answers that data lists will do.
# custom:
#   code: validation.software_unmeasured
#   severity: block
#   ground: said
#   effective_on: "2027-06-01"
#   message: "{source} asks for {subject}, and no validation answers: {answers}"
#   remedy: "Let CI run such a tool on what is released, attach its report, add the validation under `validations`, and run pnpm gate validate. docs/reports.md shows each."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.7}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC7.1}
#     - {framework: PCI DSS 4.0, section: 6.3.3}
#   depends_on: [release.validations, release.tier, release.profiles, release.traits]
rules.software_unmeasured := result.when(count(questions) > 0, questions, {found |
	some question in questions
	not is_answered(question)
	found := finding.of(finding.show(question, ["asks"]), ["validations"], {
		"source": question.source,
		"answers": concat(", or ", [shown_answer(answer) | some answer in question.any_of]),
	})
})

# One question for each that asks it.
questions := {object.union(question, {"source": source.name}) |
	some source in demands.sources
	some condition in demands.conditions
	some question in source.asks.questions[condition]
} if {
	count(demands.sources) > 0
}

is_answered(question) if {
	some answer in question.any_of
	some declared in release.validations
	declared.plugin == answer.plugin
	is_configured(answer, declared)
}

is_configured(answer, _) if not answer.field

is_configured(answer, declared) if answer.field in object.keys(declared.config)

shown_answer(answer) := $"`plugin: {answer.plugin}` with `{answer.field}`" if is_string(answer.field)

else := $"`plugin: {answer.plugin}`" if is_string(answer.plugin)

else := "nothing that is known"
