# METADATA
# title: Validation
# description: >-
#   What was measured, and whether it is good enough: the evidence that tier and profiles demand exists, is whole, is
#   recent, was measured on exactly these bytes by a plugin of the base, and keeps every bound. The stricter bound wins.
package gates.validation

import data.lib.bounds
import data.lib.demands
import data.lib.finding
import data.lib.release
import data.lib.result

# METADATA
# title: What must be measured is declared
# description: Tier and profiles say which plugins a release needs; each model needs its own measurement of performance.
# custom:
#   code: validation.required_missing
#   severity: block
#   message: "{subject} has no validation by the plugin {plugin}"
#   remedy: "Add a validation with `plugin: {plugin}` under `validations`, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.validations, release.tier, release.profiles]
rules.required_missing := result.each(required, {found |
	some one in required
	not is_declared(one)
	found := finding.of(one.of, ["validations"], {"plugin": one.plugin})
})

required contains {"plugin": plugin, "of": "the release"} if {
	some plugin in demands.plugins
	not data.plugins[plugin].per_model
}

required contains {"plugin": plugin, "of": model} if {
	some plugin in demands.plugins
	data.plugins[plugin].per_model
	some model in release.models
}

is_declared(one) if {
	some declared in release.validations
	declared.plugin == one.plugin
	one.of in {"the release", declared.subject}
}

# METADATA
# title: What a profile bounds is measured
# description: >-
#   A bound on what nobody measures would never be judged: the adverse-impact ratio in finance, whom a model misses and
#   what is left of patients in the data in healthcare.
# custom:
#   code: validation.profile_unmeasured
#   severity: block
#   effective_on: "2027-03-01"
#   message: "the profiles bound what the plugin {subject} measures, and no validation uses it"
#   remedy: "Add a validation with `plugin: {subject}` under `validations`, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.11}
#     - {framework: ISO/IEC 42001, section: A.5.4}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: HIPAA, section: 45 CFR 164.514}
#   depends_on: [release.validations, release.profiles, release.traits]
rules.profile_unmeasured := result.when(count(bounded_plugins) > 0, bounded_plugins, {found |
	some plugin in bounded_plugins
	not is_declared({"plugin": plugin, "of": "the release"})
	found := finding.of(plugin, ["validations"], {})
})

bounded_plugins := demands.listed("measured")

# METADATA
# title: Every declared validation has evidence
# description: What was to be measured and was not is not known to be good.
# custom:
#   code: validation.evidence_missing
#   severity: block
#   message: "{subject} has not been measured"
#   remedy: "Run pnpm gate validate and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.validations, evidence, evidence_problems]
rules.evidence_missing := result.each(release.validations, {found |
	some i, declared in release.validations
	not is_there(declared)
	found := finding.on(declared, ["validations", i], {})
})

is_there(declared) if is_object(input.evidence[declared.id])

is_there(declared) if is_object(input.evidence_problems[declared.id])

# METADATA
# title: Evidence can be believed
# description: >-
#   The long form of an entry is pinned by its digest and must say what the entry says. Where it does not, somebody or
#   something changed it after it was measured.
# custom:
#   code: validation.evidence_broken
#   waivable: false
#   severity: block
#   message: "The evidence of {subject} can not be believed: {reason}"
#   remedy: "Run pnpm gate validate again and commit release.yaml and evidence/ together, unchanged."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.8}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: EU AI Act, section: Article 12}
#   depends_on: [release.validations, evidence, evidence_problems]
rules.evidence_broken := result.each(present, {found |
	some one in present
	not is_believed(one.declared)
	found := finding.on(one.declared, one.at, {"reason": reason_of(one.declared)})
})

present := [{"declared": declared, "at": ["validations", i]} |
	some i, declared in release.validations
	is_there(declared)
]

reason_of(declared) := reason if reason := input.evidence_problems[declared.id].reason

else := "it is not what the entry names"

is_believed(declared) if {
	input.evidence[declared.id].id == declared.id
	not declared.id in object.keys(input.evidence_problems)
}

# METADATA
# title: The plugins could measure
# description: A plugin that failed has measured nothing, which is not the same as a bad result.
# custom:
#   code: validation.evidence_error
#   severity: block
#   message: "{subject} could not be measured: {error}"
#   remedy: "Mend what the error names, then run pnpm gate validate."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [evidence]
rules.evidence_error := result.each(believed, {found |
	some one in believed
	not one.evidence.status == "measured"
	found := finding.on(one.declared, one.at, {"error": finding.show(one, ["evidence", "error", "message"])})
})

believed := [{"declared": one.declared, "at": one.at, "evidence": evidence} |
	some one in present
	evidence := input.evidence[one.declared.id]
]

# What the rules below look at. Evidence that is missing, broken or an error is a finding above.
measured := [one |
	some one in believed
	one.evidence.status == "measured"
]

# METADATA
# title: Plugins are those of the base
# description: Only plugins that are on the base branch, reviewed and merged, may measure what is to be promoted.
# custom:
#   code: validation.plugin_unknown
#   waivable: false
#   severity: block
#   message: "{subject} uses the plugin {plugin}, which the base does not have"
#   remedy: "Correct the name, or merge the plugin before the release that needs it."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.4}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [release.validations, validations]
rules.plugin_unknown := result.each(release.validations, {found |
	some i, declared in release.validations
	not is_plugin_of_base(declared)
	found := finding.on(declared, ["validations", i, "plugin"], {"plugin": finding.show(declared, ["plugin"])})
})

is_plugin_of_base(declared) if input.validations[declared.id].plugin.name == declared.plugin

# METADATA
# title: Evidence was measured by the plugin as it is now
# description: Another version, or other code under the same version, may measure something else.
# custom:
#   code: validation.plugin_differs
#   waivable: false
#   severity: block
#   message: "{subject} was measured by {plugin} {version}, which is not the plugin of the base"
#   remedy: "Run pnpm gate validate with the plugins of the base and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.4}
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#   depends_on: [evidence, validations]
rules.plugin_differs := result.each(measured, {found |
	some one in measured
	not measured_by_base(one)
	found := finding.on(one.declared, one.at, {
		"plugin": finding.show(one, ["evidence", "plugin", "name"]),
		"version": finding.show(one, ["evidence", "plugin", "version"]),
	})
})

measured_by_base(one) if {
	is_object(one.evidence.plugin)
	one.evidence.plugin == input.validations[one.declared.id].plugin
	one.evidence.plugin.name == one.declared.plugin
}

# METADATA
# title: Evidence is signed by somebody who may measure
# description: >-
#   A number is worth as much as whoever vouches that it was measured. The commit that brought the evidence, as it is now,
#   is signed by a person or bot with a role for evidence of this kind.
# custom:
#   code: validation.evidence_unsigned
#   waivable: false
#   severity: block
#   message: "The evidence of {subject} was committed by {by}; it takes one of {roles}"
#   remedy: "Let one of them run pnpm gate validate --again --only {subject} and commit what it writes, signed. pnpm gate verify-evidence compares it with the old."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC6.1}
#   depends_on: [release.tier, release.validations, evidence, contributions, principals, head.preview, base]
rules.evidence_unsigned := result.when(is_signing_demanded, measured, {found |
	some one in measured
	not is_signed_by_permitted(one.declared)
	found := finding.on(one.declared, one.at, {"by": shown_bringers(one.declared), "roles": shown_roles(one.declared)})
})

is_signing_demanded := count(["demanded" | "evidence-signed" in demands.practices; release.is_proposed]) > 0 if {
	is_set(demands.practices)
}

is_signed_by_permitted(declared) if {
	some contribution in input.contributions
	declared.id in contribution.evidence
	some role in input.principals[contribution.principal].roles
	role in permitted_roles(declared)
}

# What the base has already was judged when it came there.
is_signed_by_permitted(declared) if declared.id in input.base.evidence

permitted_roles(declared) := roles if roles := data.plugins[declared.plugin].by[demands.tier]

else := data.plugins.other.by[demands.tier]

shown_roles(declared) := shown if shown := concat(", ", sort(permitted_roles(declared)))

else := "no role: policies/data/plugins.yaml names none"

shown_bringers(declared) := concat(", ", bringers) if {
	bringers := {contribution.principal |
		some contribution in input.contributions
		declared.id in contribution.evidence
		is_string(contribution.principal)
	}
	count(bringers) > 0
}

else := "nobody that is known"

# METADATA
# title: Evidence was measured with the declared configuration
# description: A changed threshold, column list or number of bins gives another figure.
# custom:
#   code: validation.config_changed
#   waivable: false
#   severity: block
#   message: "The configuration of {subject} changed after it was measured"
#   remedy: "Run pnpm gate validate and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [evidence, validations]
rules.config_changed := result.each(measured, {found |
	some one in measured
	not is_configured_so(one)
	found := finding.on(one.declared, array.concat(one.at, ["config"]), {})
})

is_configured_so(one) if one.evidence.config_digest == input.validations[one.declared.id].config_digest

# METADATA
# title: Evidence was measured on these files
# description: A file that changed, or went, after it was measured makes every figure about it worthless.
# custom:
#   code: validation.input_changed
#   waivable: false
#   severity: block
#   message: "{subject} rests on {path}, which is not the file that was measured"
#   remedy: "Run pnpm gate validate and commit what it writes."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 12}
#     - {framework: SOC 2, section: CC8.1}
#   depends_on: [evidence, files]
rules.input_changed := result.each(inputs, {found |
	some one in measured
	some read in one.evidence.inputs
	not is_unchanged(read)
	found := finding.on(one.declared, one.at, {"path": finding.show(read, ["path"])})
})

is_unchanged(read) if input.files[read.path].digest == read.digest

inputs := [read |
	some one in measured
	some read in one.evidence.inputs
]

# METADATA
# title: Nothing is compared with itself
# description: >-
#   A model that is its own baseline loses nothing, a table that is its own reference never drifts, and a report that
#   is listed twice counts twice. So no two inputs of a measurement may hold the same bytes, unless they are the files of
#   a command (`repeats_inputs`).
# custom:
#   code: validation.compared_with_itself
#   waivable: false
#   severity: block
#   message: "{subject} read the same bytes twice"
#   remedy: "Let each input of the configuration be a file of its own, and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence]
rules.compared_with_itself := result.each(measured, {found |
	some one in measured
	not has_distinct_inputs(one)
	found := finding.on(one.declared, one.at, {})
})

has_distinct_inputs(one) if {
	digests := {read.digest | some read in one.evidence.inputs}
	count(digests) > 0
	count(digests) == count(one.evidence.inputs)
}

has_distinct_inputs(one) if {
	data.plugins[one.declared.plugin].repeats_inputs == true
	count(one.evidence.inputs) > 0
}

# METADATA
# title: Evidence is about its subject
# description: >-
#   Figures that were measured on another file than the one that is promoted say nothing about it. Reports about a
#   subject (test-report) can not hold its bytes, so there the subject has only to be listed.
# custom:
#   code: validation.subject_not_measured
#   waivable: false
#   severity: block
#   message: "{subject} did not read {of}, with the digest that the release names"
#   remedy: "Let the configuration name the path of {of}, give {of} its digest, and run pnpm gate validate."
#   references:
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.artifacts, release.datasets]
#   follows: [inventory.artifact_differs]
rules.subject_not_measured := result.each(measured, {found |
	some one in measured
	not is_about_subject(one)
	found := finding.on(one.declared, one.at, {"of": finding.show(one, ["declared", "subject"])})
})

is_about_subject(one) if {
	one.evidence.subject == one.declared.subject
	some digest in release.reads[one.declared.id]
	release.digests[one.declared.subject][digest]
}

is_about_subject(one) if {
	one.evidence.subject == one.declared.subject
	data.plugins[one.declared.plugin].reads_subject == false
	count(release.digests[one.declared.subject]) > 0
}

# METADATA
# title: What a model said is made by that model
# description: >-
#   A table of predictions stands for the model that its lineage names, and so do the figures that rest on it. That is told
#   by people; only a measurement of the model itself, or making the table again, shows it.
# custom:
#   code: validation.predictions_told
#   waivable: false
#   severity: warn
#   message: "{subject} read {table}, and not {of}, which made it as `lineage` says"
#   remedy: "Measure {of} itself, or let the plugin reproducibility make {table} again."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.datasets, release.lineage]
rules.predictions_told := result.when(count(release.predictions) > 0, release.predictions, {found |
	some table in release.predictions
	some one in measured
	some read in one.evidence.inputs
	read.digest == table.digest
	table.from[one.declared.subject]
	found := finding.on(one.declared, one.at, {"of": one.declared.subject, "table": finding.show(table, ["id"])})
})

# METADATA
# title: A model is measured on data that it has not seen
# description: Figures on the training set are always good. The hold-out set must be listed, read, and not be the training set.
# custom:
#   code: validation.data_not_permitted
#   waivable: false
#   severity: block
#   message: "{subject} was not measured on the listed hold-out set alone"
#   remedy: "Let the configuration name the path of the data set with `role: holdout`, and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: ISO/IEC 42001, section: A.7.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.datasets]
rules.data_not_permitted := result.when(count(choosy_plugins) > 0, choosy, {found |
	some one in choosy
	not on_permitted_data(one)
	found := finding.on(one.declared, one.at, {})
})

# Plugins that were demanded or declared.
used_plugins := demands.plugins | {declared.plugin | some declared in release.validations}

choosy_plugins := {plugin | some plugin in used_plugins; data.plugins[plugin].reads_dataset}

choosy := [one | some one in measured; one.declared.plugin in choosy_plugins]

on_permitted_data(one) if {
	about := data.plugins[one.declared.plugin]
	read := release.reads[one.declared.id]
	count(read & digests_of(about.reads_dataset)) > 0
	count(read & digests_of(object.get(about, "avoids_dataset", []))) == 0
}

digests_of(roles) := {dataset.digest |
	some dataset in release.datasets
	dataset.role in roles
}

# METADATA
# title: A validation examined something
# description: No failure among no items is no success.
# custom:
#   code: validation.nothing_examined
#   waivable: false
#   severity: block
#   message: "{subject} examined {examined} items"
#   remedy: "Look why its inputs are empty; then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [evidence]
rules.nothing_examined := result.each(measured, {found |
	some one in measured
	not examined_something(one.evidence)
	found := finding.on(one.declared, one.at, {"examined": finding.show(one, ["evidence", "examined"])})
})

examined_something(evidence) if {
	is_number(evidence.examined)
	evidence.examined > 0
	is_array(evidence.inputs)
	count(evidence.inputs) > 0
}

# METADATA
# title: Evidence is recent
# description: The world moves on, so a measurement counts for a limited time, the shorter the more is at stake.
# custom:
#   code: validation.evidence_old
#   severity: block
#   message: "{subject} was measured at {measured_at}; it must be within the last {days} days"
#   remedy: "Run pnpm gate validate --again and commit what it writes."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, now, release.tier]
rules.evidence_old := result.each(measured, {found |
	some one in measured
	not is_recent(one)
	found := finding.on(one.declared, one.at, {
		"measured_at": finding.show(one, ["evidence", "measured_at"]),
		"days": demands.at_most("evidence_days"),
	})
})

is_recent(one) if demands.is_recent(one.evidence.measured_at, demands.at_most("evidence_days"))

# METADATA
# title: Tests ran
# description: A report in which every test was skipped, or that holds none, is green and means nothing.
# custom:
#   code: validation.tests_absent
#   severity: block
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

# METADATA
# title: What is bounded was measured
# description: A bound on a metric that nobody measured would be kept by silence.
# custom:
#   code: validation.measurement_missing
#   severity: block
#   message: "{source} sets a bound on {subject}, and nobody measured it"
#   remedy: "Measure it: correct `metric`, `validation` and `where` of the bound, or add a validation that gives {subject}."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#   depends_on: [release.expectations, release.tier, release.profiles, evidence]
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.measurement_missing := result.if_any(bounds.all, {found |
	some i, one in bounds.all
	not bounds_met[i]
	found := finding.of(finding.show(one, ["bound", "metric"]), one.at, {"source": one.source})
})

# Each measurement with each bound on it.
matches := [{"i": i, "bounded": bounded, "one": one, "measurement": measurement} |
	some one in measured
	asked := bounds.on[one.declared.id]
	some measurement in one.evidence.measurements
	some i, bounded in asked[measurement.metric]
	bounds.selects(bounded.bound, measurement.labels)
]

bounds_met contains match.i if some match in matches

# METADATA
# title: What is bounded has a value
# description: An AUC with a single class, a drift of a column without values. Undefined is neither good nor bad; it proves nothing.
# custom:
#   code: validation.measurement_undefined
#   severity: block
#   message: "{subject} of {validation} has no value: {note}"
#   remedy: "Measure on data for which it is defined, or take the bound away if it is yours."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [evidence, release.expectations, release.tier, release.profiles]
rules.measurement_undefined := result.when(count(bounds.all) > 0, matches, {found |
	some match in matches
	not has_value(match)
	found := finding.of(name(match.measurement), match.bounded.at, {
		"validation": finding.name(match.one.declared, match.one.at),
		"note": finding.show(match, ["measurement", "note"]),
	})
})

has_value(match) if is_number(match.measurement.value)

# A measurement as people would say it: the metric and what it is about.
name(measurement) := concat(" ", array.concat(
	[$"{measurement.metric}"],
	[$"{value}" | some label, value in measurement.labels; label != "model"],
))

# METADATA
# title: Measurements keep their bounds
# description: What the tier, each profile and the team itself call good enough. The stricter wins, because all of them hold.
# custom:
#   code: validation.threshold_missed
#   severity: block
#   message: "{subject} is {value}; {source} asks for {asks}"
#   remedy: "Improve the model or the data and measure again. A bound of the release can be changed in `expectations`; one of a tier or profile needs a waiver."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#     - {framework: EU AI Act, section: Article 15}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.expectations, release.tier, release.profiles]
rules.threshold_missed := result.when(count(bounds.all) > 0, matches, {found |
	some match in matches
	bounded := match.bounded
	is_number(match.measurement.value)
	not is_kept(match.measurement, bounded)
	found := finding.of(name(match.measurement), bounded.at, {
		"value": match.measurement.value,
		"asks": concat(" and ", array.concat(
			[$"at least {least}" | least := bounded.bound.min],
			[$"at most {most}" | most := bounded.bound.max],
		)),
		"source": bounded.source,
		"validation": finding.name(match.one.declared, match.one.at),
	})
})

is_kept(measurement, bounded) if bounds.keeps(measurement.value, bounded.bound)

# METADATA
# title: Measurements rest on enough data
# description: A figure from a handful of rows can be good by chance. Not a failure; it needs more data.
# custom:
#   code: validation.too_little_data
#   severity: wait
#   message: "{subject} rests on {n} items; at least {needs} are asked"
#   remedy: "Measure on more data, then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: EU AI Act, section: Article 10}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.tier]
#   follows: [validation.nothing_examined]
rules.too_little_data := result.when(count(bounds.all) > 0, matches, {found |
	some match in matches
	not is_enough(match)
	found := finding.of(name(match.measurement), match.bounded.at, {
		"n": finding.show(match, ["measurement", "n"]),
		"needs": needs[match.one.declared.id][match.i],
		"validation": finding.name(match.one.declared, match.one.at),
	})
})

# By validation and bound: what the plugin's numbers must rest on in this tier, and what the bound itself asks.
needs[declared.id][i] := needed(declared.plugin, bounded.bound) if {
	some declared in release.validations
	some of_metric in bounds.on[declared.id]
	some i, bounded in of_metric
}

needed(plugin, bound) := n if n := max([least_n(plugin, bound.metric), object.get(bound, "min_n", 1)])

else := "a number that policies/data/plugins.yaml lacks"

# Numbers about something else than rows (columns, runs) need one.
least_n(plugin, metric) := 1 if data.thresholds.metrics[metric].n_counts

else := object.get(data.plugins, plugin, data.plugins.other).min_n[demands.tier]

is_enough(match) if {
	needed_n := needs[match.one.declared.id][match.i]
	is_number(needed_n)
	is_number(match.measurement.n)
	match.measurement.n >= needed_n
}

# METADATA
# title: A model that follows another is compared with it
# description: A candidate can keep every bound and still be worse than what runs today.
# custom:
#   code: validation.baseline_absent
#   severity: block
#   message: "{subject} has promoted versions, and the release names none as its baseline"
#   remedy: "Add `baseline: {version: ..., artifact: ...}`, give the validation of the model the baseline's path, and run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.4}
#     - {framework: SR 11-7, section: V}
#   depends_on: [release.baseline, release.tier, releases]
rules.baseline_absent := result.when(is_baseline_demanded, [input.release.name], {found |
	not names_baseline
	found := finding.of(input.release.name, ["baseline"], {})
})

is_baseline_demanded := count(["demanded" | "baseline-compared" in demands.practices; count(earlier) > 0]) > 0 if {
	is_set(demands.practices)
	is_object(input.releases)
}

# What is promoted already, but for this version itself.
earlier[version] := about if {
	some version, about in input.releases
	version != input.release.version
}

names_baseline if {
	release.says(input.release.baseline.version)
	release.says(input.release.baseline.artifact)
}

# METADATA
# title: The baseline is a promoted one
# description: >-
#   A baseline that was never promoted can be chosen so that any candidate looks good. The file that was compared with
#   must be, byte for byte, the artifact of a release on the base.
# custom:
#   code: validation.baseline_ungoverned
#   severity: block
#   message: "{subject} was not compared with {artifact} {version} as it was promoted"
#   remedy: "Let the configuration name the baseline's file in the folder of its release (../{version}/...), and run pnpm gate validate."
#   references:
#     - {framework: SR 11-7, section: V}
#     - {framework: ISO/IEC 42001, section: A.6.2.4}
#   depends_on: [release.baseline, releases, evidence]
#   follows: [inventory.artifact_differs]
rules.baseline_ungoverned := result.when(is_baseline_used, comparisons, {found |
	some one in comparisons
	not compared_with_promoted(one)
	found := finding.on(one.declared, one.at, {
		"artifact": finding.show(input.release, ["baseline", "artifact"]),
		"version": finding.show(input.release, ["baseline", "version"]),
	})
})

# Demanded, or named although it is not.
is_baseline_used := is_baseline_demanded == true if not input.release.baseline

else := true

comparisons := [one |
	some one in measured
	is_comparison(one)
]

is_comparison(one) if {
	data.plugins[one.declared.plugin].compares_baseline
	one.declared.subject == input.release.baseline.artifact
}

is_comparison(one) if {
	some read in one.evidence.inputs
	read.role == "baseline"
}

compared_with_promoted(one) if {
	promoted := earlier[input.release.baseline.version].artifacts[input.release.baseline.artifact]
	{promoted} == {read.digest | some read in one.evidence.inputs; read.role == "baseline"}
}

# METADATA
# title: Both sides of a comparison were measured
# description: A bound on a drop needs the same metric of the candidate and of the baseline, from the same run.
# custom:
#   code: validation.baseline_unmeasured
#   severity: block
#   message: "{source} bounds the drop of {subject}, and the baseline's was not measured"
#   remedy: "Give the validation the path of the baseline, state in policies/data/thresholds.yaml which way {subject} is better, or take the bound away if it is yours."
#   references:
#     - {framework: SR 11-7, section: V}
#     - {framework: NIST AI RMF, section: MEASURE 2.1}
#   depends_on: [evidence, release.baseline, release.expectations]
#   follows: [validation.required_missing, validation.evidence_missing, validation.evidence_broken, validation.evidence_error]
rules.baseline_unmeasured := result.when(is_drop_asked, drop_matches, {found |
	some {"match": match, "lost": []} in drops
	found := finding.of(name(match.measurement), match.bounded.at, {"source": match.bounded.source})
})

# METADATA
# title: The candidate is not worse than the baseline
# description: How much may be lost against what runs today, absolute or as a share. Which way is better is data.
# custom:
#   code: validation.baseline_drop
#   severity: block
#   message: "{subject} is {value}, {drop} worse than the baseline's {baseline}; {source} allows {allows}"
#   remedy: "Improve the candidate and measure again, or stay with the baseline."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: NIST AI RMF, section: MANAGE 1.1}
#     - {framework: SR 11-7, section: V}
#     - {framework: EU AI Act, section: Article 15}
#   depends_on: [evidence, release.baseline, release.expectations, release.tier, release.profiles]
rules.baseline_drop := result.when(is_drop_asked, drop_matches, {found |
	some {"match": match, "lost": losses} in drops
	bounded := match.bounded
	some lost in losses
	not is_borne(lost, bounded)
	found := finding.of(name(match.measurement), bounded.at, {
		"value": match.measurement.value,
		"baseline": lost.baseline,
		"drop": lost.drop,
		"allows": concat(" and ", array.concat(
			[$"{most}" | most := bounded.bound.max_drop],
			[$"a share of {most}" | most := bounded.bound.max_relative_drop],
		)),
		"source": bounded.source,
	})
})

is_borne(lost, bounded) if bounds.bears(lost.drop, lost.baseline, bounded.bound)

# Without a baseline only the release's own bounds on drops are asked: it would be odd to set one and compare with nothing.
drop_bounds := {i |
	some i, one in bounds.all
	bounds.compares(one.bound)
	true in {one.own, is_baseline_used}
}

is_drop_asked := count(drop_bounds) > 0 if {
	is_array(bounds.all)
	is_boolean(is_baseline_used)
}

drop_matches := [match |
	some match in matches
	drop_bounds[match.i]
]

# With what each lost against the baseline measured in the same run: nothing where that was not measured, or where no way
# is better.
drops := [{"match": match, "lost": lost} |
	some match in drop_matches
	lost := [{"drop": drop, "baseline": measurement.value} |
		some measurement in baselines[match.one.declared.id][match.measurement.metric]
		measurement.labels == object.union(match.measurement.labels, {"model": "baseline"})
		drop := bounds.drop(measurement.metric, match.measurement.value, measurement.value)
	]
]

# By validation and metric.
baselines[one.declared.id][measurement.metric] contains measurement if {
	some one in measured
	some measurement in one.evidence.measurements
	measurement.labels.model == "baseline"
	is_number(measurement.value)
}

# METADATA
# title: A comparison that must be conclusive is
# description: >-
#   No drop found among too few rows is no proof of none. A bound that says `conclusive` waits until the data rules a larger
#   drop out: by the interval of the difference, or because the comparison would have detected it.
# custom:
#   code: validation.comparison_inconclusive
#   severity: wait
#   message: "{subject} may be more than {allows} worse than the baseline: {n} items {tell}"
#   remedy: "Measure on more data, or bound a larger drop; then run pnpm gate validate."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.5}
#     - {framework: SR 11-7, section: V}
#   depends_on: [evidence, release.baseline, release.expectations]
rules.comparison_inconclusive := result.when(count(conclusive_bounds) > 0, conclusive_matches, {found |
	some match in conclusive_matches
	not is_conclusive(match)
	bounded := match.bounded
	found := finding.of(name(match.measurement), bounded.at, {
		"allows": finding.show(bounded, ["bound", "max_drop"]),
		"n": finding.show(match, ["measurement", "n"]),
		"tell": told(match),
		"source": bounded.source,
	})
})

# Undefined, and so a denial, where `drop_bounds` is.
conclusive_bounds := {i | some i in drop_bounds; bounds.all[i].bound.conclusive == true}

conclusive_matches := [match | some match in drop_matches; conclusive_bounds[match.i]]

is_conclusive(match) if beside(match, "mde") <= match.bounded.bound.max_drop

is_conclusive(match) if {
	far := {"higher": "difference_low", "lower": "difference_high"}
	metric := match.measurement.metric
	worst := beside(match, far[data.thresholds.metrics[metric].better])
	bounds.drop(metric, worst, 0) <= match.bounded.bound.max_drop
}

# The one number that was measured beside that of the candidate. Undefined where there is none, or more than one.
beside(match, suffix) := value if {
	metric := $"{match.measurement.metric}_{suffix}"
	values := {measurement.value |
		some measurement in match.one.evidence.measurements
		measurement.metric == metric
		measurement.labels == match.measurement.labels
	}
	count(values) == 1
	some value in values
	is_number(value)
}

told(match) := $"tell differences from {size} on" if size := beside(match, "mde")

else := "do not say which difference they would tell"
