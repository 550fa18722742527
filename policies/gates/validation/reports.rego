package gates.validation

import data.lib.finding
import data.lib.result

# METADATA
# title: Tests ran
# description: A report in which every test was skipped, or that holds none, is green and means nothing.
# custom:
#   code: validation.tests_absent
#   severity: block
#   ground: measured
#   message: "{subject} reports no test that passed"
#   remedy: "Run the tests, attach their reports, and run pnpm gate validate."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [evidence]
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.tests_absent := result.when("test-report" in used_plugins, reports, {found |
	some one in reports
	not some_passed(one)
	found := finding.on(one.declared, one.at, {})
})

reports := [one | some one in measured; one.declared.plugin == "test-report"]

some_passed(one) if {
	some measurement in one.evidence.measurements
	measurement.metric == "passed"
	is_number(measurement.value)
	measurement.value > 0
}

# METADATA
# title: No test failed
# description: A test, or another check that was reported, that fails or breaks either shows a fault or has lost its meaning; both want somebody to look.
# custom:
#   code: validation.tests_failed
#   severity: block
#   ground: measured
#   message: "{subject}: {value} {metric}"
#   remedy: "Mend what the tests show, attach the new reports, and run pnpm gate validate."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [evidence]
rules.tests_failed := result.when(count(used_plugins & checking) > 0, checks, {found |
	some one in checks
	some metric in ["failed", "errored"]
	not is_zero(one, metric)
	found := finding.on(one.declared, one.at, {"metric": metric, "value": most(counts(one, metric))})
})

# Plugins whose evidence counts checks that passed and failed.
checking contains "test-report"

checking contains plugin if {
	some plugin, about in data.plugins
	about.checks == true
}

checks := [one | some one in measured; one.declared.plugin in checking]

is_zero(one, metric) if {
	values := {measurement.value | some measurement in one.evidence.measurements; measurement.metric == metric}
	values == {0}
}

counts(one, metric) := [measurement.value |
	some measurement in one.evidence.measurements
	measurement.metric == metric
	is_number(measurement.value)
]

most(values) := max(values) if count(values) > 0

else := "no count of"

# METADATA
# title: What was left out is told
# description: A check that was skipped or a column that was not looked at has neither passed nor failed, and its silence is easily taken for consent.
# custom:
#   code: validation.left_out
#   severity: warn
#   ground: measured
#   message: "{subject}: {value} {what}"
#   remedy: "Have them looked at, or see that they may be left out. The evidence names them under details."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence]
rules.left_out := result.when(count(used_plugins & omitting) > 0, incomplete, {found |
	some one in incomplete
	some metric, what in data.plugins[one.declared.plugin].left_out
	not is_zero(one, metric)
	found := finding.on(one.declared, one.at, {"value": most(counts(one, metric)), "what": what})
})

# Plugins that count what they did not look at.
omitting contains plugin if {
	some plugin, about in data.plugins
	about.left_out
}

incomplete := [one | some one in measured; one.declared.plugin in omitting]

# METADATA
# title: Reports agree with themselves
# description: Where a report says of more failures than it lists, as of a file of tests that did not load, or its head counts other checks than stand in it, something is missing from it, or was changed.
# custom:
#   code: validation.report_contradicts_itself
#   severity: block
#   ground: measured
#   message: "{subject}: what a report says of its checks as a whole is not what they say"
#   remedy: "Find what its list leaves out, run the tool again and attach its report unchanged. The evidence names what differs under details: unlisted_failures, or mismatches of reports."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence]
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.report_contradicts_itself := result.when(count(used_plugins & reporting) > 0, reported, {found |
	some one in reported
	not agrees_with_itself(one)
	found := finding.on(one.declared, one.at, {})
})

# Plugins that compare what a report says of itself with what it lists.
reporting contains plugin if {
	some plugin, about in data.plugins
	about.contradicts
}

reported := [one | some one in measured; one.declared.plugin in reporting]

# Null where no report says anything of its checks as a whole.
agrees_with_itself(one) if {
	compared := data.plugins[one.declared.plugin].contradicts
	values := {measurement.value | some measurement in one.evidence.measurements; measurement.metric == compared}
	count(values) > 0
	every value in values {
		value in {0, null}
	}
}
