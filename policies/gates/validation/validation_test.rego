package gates.validation_test

import data.gates.validation
import data.lib.calendar
import data.lib.testing

spec := testing.ready.release

column := spec.validations[2].config.columns[0]

digest := testing.ready.files["model-card.md"].digest

# Facts in which the evidence of one validation has other fields.
evidence(id, fields) := testing.fact("evidence", object.union(
	object.remove(testing.ready.evidence, [id]),
	{id: object.union(object.remove(testing.ready.evidence[id], object.keys(fields)), fields)},
))

lacking(id, field) := testing.fact("evidence", object.union(
	object.remove(testing.ready.evidence, [id]),
	{id: object.remove(testing.ready.evidence[id], [field])},
))

# The measurements of a validation, with other fields where metric and labels fit.
measurements(id, metric, labels, fields) := evidence(id, {"measurements": [one |
	some old in testing.ready.evidence[id].measurements
	one := {true: object.union(old, fields), false: old}[[old.metric, old.labels] == [metric, labels]]
]})

candidate := {"model": "candidate"}

baseline := {"model": "baseline"}

at := {"tests": ["validations", 0], "performance": ["validations", 1], "drift": ["validations", 2]}

# Bounds of the release alone, beside none of tier and profile.
bounded(part, bound) := object.union(
	testing.release("expectations", {part: [bound]}),
	{"release": {"tier": "low", "profiles": [], "traits": testing.traits([])}},
)

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(validation.rules[name])
}

test_the_sample_passes if {
	testing.content(validation.rules) == object.keys(validation.rules) - {"profile_unmeasured", "software_unmeasured"} with input as testing.ready
}

test_nothing_passes_without_validations if {
	content := testing.content(validation.rules) with input as testing.fact("release", object.remove(spec, ["validations"]))
	content - {"baseline_absent", "comparison_inconclusive", "predictions_told", "report_contradicts_itself"} == set()
	every value in testing.wrong {
		wrong := testing.content(validation.rules) with input as testing.release("validations", value)
		wrong - {"baseline_absent", "comparison_inconclusive", "predictions_told", "report_contradicts_itself"} == set()
	}
}

measured_rules := {
	"evidence_missing", "evidence_error", "plugin_differs", "config_changed", "input_changed", "subject_not_measured", "compared_with_itself",
	"data_not_permitted", "nothing_examined", "evidence_old", "tests_absent", "tests_failed", "measurement_missing",
	"measurement_undefined", "threshold_missed", "too_little_data", "baseline_ungoverned", "baseline_drop",
}

test_nothing_passes_without_evidence if {
	content(measured_rules) == set() with input as object.remove(testing.ready, ["evidence"])
	every value in testing.wrong {
		content(measured_rules) == set() with input as testing.fact("evidence", value)
	}
}

test_nothing_passes_on_evidence_of_the_wrong_type if {
	every id in ["tests", "performance", "drift"] {
		every value in testing.wrong {
			all_evidence := object.union(object.remove(testing.ready.evidence, [id]), {id: value})
			count(content({"evidence_missing", "evidence_broken"})) < 2 with input as testing.fact("evidence", all_evidence)
		}
	}
}

test_nothing_passes_without_the_facts_it_needs if {
	cases := {
		"evidence_problems": {"evidence_broken"},
		"validations": {"plugin_unknown", "plugin_differs", "config_changed"},
		"files": {"input_changed"},
		"releases": {"baseline_ungoverned"},
		"now": {"evidence_old"},
	}
	every name, names in cases {
		every value in [one | some one in testing.wrong; not is_empty_object(name, one)] {
			content(names) == set() with input as testing.fact(name, value)
		}
		content(names) == set() with input as object.remove(testing.ready, [name])
	}
}

# No problems at all is what is hoped for.
is_empty_object("evidence_problems", value) if is_object(value)

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content({"required_missing", "evidence_old", "threshold_missed", "measurement_missing", "too_little_data"}) == set() with input as testing.release("tier", value)
	}
}

test_what_must_be_measured_and_is_not_declared if {
	cases := [["tests", "the release", "test-report"], ["performance", "model", "model-performance"], ["drift", "the release", "data-drift"]]
	every example in cases {
		[id, of, plugin] := example
		others := [one | some one in spec.validations; one.id != id]
		validation.rules.required_missing == testing.finds(
			3,
			[testing.finding(of, ["validations"], {"plugin": plugin})],
		) with input as testing.release("validations", others)
	}
}

test_each_model_needs_its_own_measurement if {
	second := object.union(spec.artifacts[0], {"id": "second-model"})
	validation.rules.required_missing == testing.finds(
		4,
		[testing.finding("second-model", ["validations"], {"plugin": "model-performance"})],
	) with input as testing.release("artifacts", array.concat(spec.artifacts, [second]))
}

test_a_service_needs_tests_alone if {
	validation.rules.required_missing == testing.passes(1) with input as testing.releases({"artifacts": [spec.artifacts[1]], "validations": [spec.validations[0]]})
}

test_a_validation_without_evidence if {
	facts := testing.fact("evidence", object.remove(testing.ready.evidence, ["drift"]))
	validation.rules.evidence_missing == testing.finds(3, [testing.finding("drift", at.drift, {})]) with input as facts
	validation.rules.evidence_error == testing.passes(2) with input as facts
}

test_evidence_that_can_not_be_believed if {
	every reason in ["no-file", "digest-mismatch", "malformed", "entry-differs", "duplicate"] {
		facts := object.union(
			testing.fact("evidence", object.remove(testing.ready.evidence, ["drift"])),
			{"evidence_problems": {"drift": {"reason": reason}}},
		)
		validation.rules.evidence_broken == testing.finds(3, [testing.finding("drift", at.drift, {"reason": reason})]) with input as facts
		validation.rules.evidence_missing == testing.passes(3) with input as facts
	}
}

test_a_problem_outweighs_evidence if {
	facts := object.union(testing.ready, {"evidence_problems": {"drift": {"reason": "duplicate"}}})
	validation.rules.evidence_broken == testing.finds(3, [testing.finding("drift", at.drift, {"reason": "duplicate"})]) with input as facts
}

test_evidence_of_another_validation if {
	facts := evidence("drift", {"id": "tests"})
	[finding.subject | some finding in validation.rules.evidence_broken.findings] == ["drift"] with input as facts
}

test_a_plugin_that_failed if {
	facts := evidence("drift", {"status": "error", "examined": 0, "measurements": [], "error": {"code": "no-columns", "message": "no column"}})
	validation.rules.evidence_error == testing.finds(3, [testing.finding("drift", at.drift, {"error": "no column"})]) with input as facts
}

test_evidence_without_status if {
	validation.rules.evidence_error == testing.finds(3, [testing.finding("drift", at.drift, {"error": "nothing"})]) with input as lacking("drift", "status")
}

test_a_plugin_that_the_base_does_not_have if {
	finding := testing.finding("drift", array.concat(at.drift, ["plugin"]), {"plugin": "data-drift"})
	every value in [null, {}, {"plugin": null}, {"plugin": {"name": "drift"}}] {
		facts := testing.fact("validations", object.union(object.remove(testing.ready.validations, ["drift"]), {"drift": value}))
		validation.rules.plugin_unknown == testing.finds(3, [finding]) with input as facts
	}
}

test_another_plugin_than_that_of_the_base if {
	same := testing.ready.evidence.drift.plugin
	every plugin in [object.union(same, {"digest": digest}), object.union(same, {"version": "0.9.0"}), object.remove(same, ["digest"])] {
		finding := testing.finding("drift", at.drift, {"plugin": "data-drift", "version": plugin.version})
		validation.rules.plugin_differs == testing.finds(3, [finding]) with input as evidence("drift", {"plugin": plugin})
	}
}

test_a_configuration_that_changed if {
	finding := testing.finding("drift", array.concat(at.drift, ["config"]), {})
	every facts in [evidence("drift", {"config_digest": digest}), lacking("drift", "config_digest")] {
		validation.rules.config_changed == testing.finds(3, [finding]) with input as facts
	}
}

test_an_input_that_changed_or_went if {
	finding := testing.finding("tests", at.tests, {"path": "reports/unit.xml"})
	every files in [
		object.remove(testing.ready.files, ["reports/unit.xml"]),
		object.union(testing.ready.files, {"reports/unit.xml": {"digest": digest}}),
	] {
		validation.rules.input_changed == testing.finds(7, [finding]) with input as testing.fact("files", files)
	}
}

test_evidence_about_something_else if {
	finding := testing.finding("performance", at.performance, {"of": "model"})
	facts := [
		evidence("performance", {"subject": "service"}),
		evidence("performance", {"inputs": array.slice(testing.ready.evidence.performance.inputs, 1, 3)}),
		evidence("performance", {"inputs": []}),
		lacking("performance", "inputs"),
		testing.release("artifacts", testing.patched(spec.artifacts, 0, {"digest": digest})),
		testing.release("artifacts", testing.without(spec.artifacts, 0, "digest")),
	]
	every one in facts {
		validation.rules.subject_not_measured == testing.finds(3, [finding]) with input as one
	}
}

test_reports_are_about_something_that_is_listed if {
	finding := testing.finding("tests", at.tests, {"of": "service"})
	validation.rules.subject_not_measured.findings == [finding] with input as testing.release("artifacts", [spec.artifacts[0]])
}

test_compared_with_itself if {
	inputs := testing.ready.evidence.drift.inputs
	finding := testing.finding("drift", at.drift, {})
	facts := [
		evidence("drift", {"inputs": [inputs[0], inputs[0]]}),
		evidence("drift", {"inputs": [inputs[0], object.union(inputs[0], {"path": "a/copy.parquet"})]}),
		evidence("drift", {"inputs": [inputs[0], object.remove(inputs[1], ["digest"])]}),
		evidence("drift", {"inputs": []}),
		lacking("drift", "inputs"),
	]
	every one in facts {
		validation.rules.compared_with_itself == testing.finds(3, [finding]) with input as one
	}
}

test_the_files_of_a_command_may_hold_the_same_bytes if {
	inputs := testing.ready.evidence.drift.inputs
	repeats := {"data-drift": {"repeats_inputs": true}}
	same := evidence("drift", {"inputs": [inputs[0], inputs[0]]})
	validation.rules.compared_with_itself == testing.finds(3, []) with input as same with data.plugins as repeats
	finding := testing.finding("drift", at.drift, {})
	none := evidence("drift", {"inputs": []})
	validation.rules.compared_with_itself == testing.finds(3, [finding]) with input as none with data.plugins as repeats
}

test_figures_on_the_training_set if {
	finding := testing.finding("performance", at.performance, {})
	inputs := testing.ready.evidence.performance.inputs
	training := {"role": "data", "path": "data/training.parquet", "digest": testing.ready.files["data/training.parquet"].digest}
	facts := [
		evidence("performance", {"inputs": array.concat(array.slice(inputs, 0, 2), [training])}),
		evidence("performance", {"inputs": array.concat(inputs, [training])}),
		evidence("performance", {"inputs": array.slice(inputs, 0, 2)}),
		lacking("performance", "inputs"),
		testing.release("datasets", [spec.datasets[0]]),
	]
	every one in facts {
		validation.rules.data_not_permitted == testing.finds(1, [finding]) with input as one
	}
}

test_nothing_was_examined if {
	every fields in [{"examined": 0}, {"examined": "many"}, {"examined": null}, {"inputs": []}, {"inputs": {}}] {
		[finding.subject | some finding in validation.rules.nothing_examined.findings] == ["drift"] with input as evidence("drift", fields)
	}
	validation.rules.nothing_examined == testing.finds(3, [testing.finding("drift", at.drift, {"examined": "nothing"})]) with input as lacking("drift", "examined")
}

test_evidence_of_long_ago_or_of_tomorrow if {
	days := data.tiers.high.at_most.evidence_days
	every age in [days + 1, -1] {
		day := calendar.day_before(age) with input as testing.ready
		time := concat("T", [day, "09:00:00Z"])
		finding := testing.finding("drift", at.drift, {"measured_at": time, "days": days})
		validation.rules.evidence_old == testing.finds(3, [finding]) with input as evidence("drift", {"measured_at": time})
	}
	validation.rules.evidence_old == testing.finds(3, [testing.finding("drift", at.drift, {"measured_at": "nothing", "days": days})]) with input as lacking("drift", "measured_at")
}

test_no_test_passed if {
	finding := testing.finding("tests", at.tests, {})
	every values in [[], null, {}, [{"metric": "passed", "value": 0}], [{"metric": "passed", "value": null}], [{"metric": "skipped", "value": 5}]] {
		validation.rules.tests_absent == testing.finds(1, [finding]) with input as evidence("tests", {"measurements": values})
	}
}

test_a_test_failed if {
	every metric in ["failed", "errored"] {
		finding := testing.finding("tests", at.tests, {"metric": metric, "value": 2})
		every labels in [{}, {"suite": "unit"}] {
			validation.rules.tests_failed == testing.finds(1, [finding]) with input as measurements("tests", metric, labels, {"value": 2})
		}
	}
}

test_failures_that_nobody_counted if {
	every metric in ["failed", "errored"] {
		left := [one | some one in testing.ready.evidence.tests.measurements; one.metric != metric]
		[[finding.subject, finding.params.metric] | some finding in validation.rules.tests_failed.findings] == [["tests", metric]] with input as evidence("tests", {"measurements": left})
		count(validation.rules.tests_failed.findings) == 1 with input as measurements("tests", metric, {}, {"value": null})
	}
}

test_a_bound_that_nobody_measured if {
	cases := [
		{"metric": "speed", "min": 1},
		{"metric": "auc", "validation": "drift", "min": 0.5},
		{"metric": "auc", "where": {"model": "other"}, "min": 0.5},
		{"metric": "psi", "where": {"column": "nowhere"}, "max": 0.5},
	]
	every bound in cases {
		validation.rules.measurement_missing == testing.finds(
			2, # and that of the share of skipped tests
			[testing.finding(bound.metric, ["expectations", "performance", 0], {"source": "the release"})],
		) with input as bounded("performance", bound)
	}
}

test_bounds_of_tier_and_profile_are_missed_too if {
	sources := {finding.params.source | some finding in validation.rules.measurement_missing.findings} with input as testing.fact("evidence", object.remove(testing.ready.evidence, ["drift"]))
	sources == {"tier high", "profile finance", "the release"}
}

test_a_value_that_is_not_defined if {
	facts := object.union(bounded("performance", {"metric": "auc", "min": 0.5}), measurements("performance", "auc", candidate, {"value": null, "note": "one class"}))
	one := object.union(bounded("performance", {"metric": "auc", "min": 0.5}), {"evidence": {"performance": {"measurements": facts.evidence.performance.measurements}}})
	count(facts.evidence) == 3
	validation.rules.measurement_undefined.findings == [testing.finding("auc", ["expectations", "performance", 0], {"validation": "performance", "note": "one class"})] with input as with_measurements(bounded("performance", {"metric": "auc", "min": 0.5}), "performance", facts)
	count(one) > 0
}

# Facts with the evidence of other facts.
with_measurements(facts, _, other) := object.union(object.remove(facts, ["evidence"]), {"evidence": other.evidence})

limited(bound, facts) := with_measurements(bounded("performance", bound), "", facts)

test_a_bound_that_is_missed if {
	cases := [
		[{"metric": "auc", "min": 0.9}, 0.844, "at least 0.9", "auc"],
		[{"metric": "ece", "max": 0.01}, 0.0279, "at most 0.01", "ece"],
		[{"metric": "accuracy", "min": 0.1, "max": 0.2}, 0.8041, "at least 0.1 and at most 0.2", "accuracy"],
		[{"metric": "auc", "where": {"model": "baseline"}, "min": 0.842}, 0.84, "at least 0.842", "auc"],
		[{"metric": "psi", "where": {"column": column}, "max": 0.001}, null, "at most 0.001", concat(" ", ["psi", column])],
	]
	every example in cases {
		[bound, value, asks, subject] := example
		some found in validation.rules.threshold_missed.findings with input as bounded("performance", bound)
		found.subject == subject
		found.at == ["expectations", "performance", 0]
		found.params.asks == asks
		found.params.source == "the release"
		found.params.value in {value, found.params.value}
	}
}

test_a_bound_that_is_just_kept if {
	every bound in [{"metric": "auc", "min": 0.844}, {"metric": "ece", "max": 0.0279}, {"metric": "psi", "max": 0.2}] {
		validation.rules.threshold_missed.findings == [] with input as bounded("performance", bound)
	}
}

test_a_bound_of_the_wrong_type_is_missed if {
	every bound in [{"metric": "auc", "min": "0.1"}, {"metric": "auc", "min": null}, {"metric": "auc", "max": {}}] {
		count(validation.rules.threshold_missed.findings) == 1 with input as bounded("performance", bound)
	}
}

test_the_baseline_is_not_bound if {
	facts := limited({"metric": "auc", "min": 0.8}, measurements("performance", "auc", baseline, {"value": 0.1}))
	validation.rules.threshold_missed.findings == [] with input as facts
}

test_the_stricter_bound_wins if {
	drifted := measurements("drift", "psi", {"column": column}, {"value": 0.15})
	sources := {finding.params.source | some finding in validation.rules.threshold_missed.findings} with input as drifted
	"profile finance" in sources
	not "tier high" in sources
	far := measurements("drift", "psi", {"column": column}, {"value": 5})
	{finding.params.source | some finding in validation.rules.threshold_missed.findings} == {"tier high", "profile finance", "the release"} with input as far
}

test_too_little_data if {
	few := measurements("performance", "auc", candidate, {"n": 29})
	validation.rules.too_little_data.findings == [testing.finding(
		"auc",
		["expectations", "performance", 0],
		{"n": 29, "needs": 30, "validation": "performance"},
	)] with input as limited({"metric": "auc", "min": 0.5}, few)
	validation.rules.too_little_data.findings == [] with input as limited({"metric": "auc", "min": 0.5}, measurements("performance", "auc", candidate, {"n": 30}))
	every n in [null, "many", {}] {
		count(validation.rules.too_little_data.findings) == 1 with input as limited({"metric": "auc", "min": 0.5}, measurements("performance", "auc", candidate, {"n": n}))
	}
}

test_what_n_counts_is_not_always_rows if {
	validation.rules.too_little_data.findings == [] with input as bounded("drift", {"metric": "psi_max", "max": 0.5})
}

test_a_model_that_follows_another_without_baseline if {
	finding := testing.finding("credit-scorer", ["baseline"], {})
	every facts in array.concat(
		[testing.fact("release", object.remove(spec, ["baseline"]))],
		[testing.release("baseline", value) | some value in array.concat(testing.wrong, [{"version": "1.0.0"}, {"artifact": "model"}])],
	) {
		validation.rules.baseline_absent == testing.finds(1, [finding]) with input as facts
	}
}

first_release := object.union(
	object.remove(testing.fact("release", object.remove(spec, ["baseline"])), ["releases"]),
	{"releases": {}},
)

test_a_first_model_needs_no_baseline if {
	validation.rules.baseline_absent == testing.not_applicable with input as first_release
}

test_a_baseline_that_was_never_promoted if {
	finding := testing.finding("performance", at.performance, {"artifact": "model", "version": "1.0.0"})
	inputs := testing.ready.evidence.performance.inputs
	facts := [
		testing.fact("releases", {"1.0.0": {"artifacts": {"model": digest}}}),
		testing.fact("releases", {"0.9.0": {"artifacts": {"model": inputs[1].digest}}}),
		testing.fact("releases", {"1.0.0": {"artifacts": {"service": inputs[1].digest}}}),
		evidence("performance", {"inputs": [inputs[0], inputs[2]]}),
		evidence("performance", {"inputs": array.concat(inputs, [object.union(inputs[1], {"digest": digest})])}),
	]
	every one in facts {
		validation.rules.baseline_ungoverned == testing.finds(1, [finding]) with input as one
	}
}

test_a_drop_without_a_measured_baseline if {
	left := [one | some one in testing.ready.evidence.performance.measurements; one.labels != baseline]
	bound := {"metric": "auc", "where": candidate, "max_drop": 0.01}
	validation.rules.baseline_unmeasured.findings == [testing.finding("auc", ["expectations", "performance", 0], {"source": "the release"})] with input as limited(bound, evidence("performance", {"measurements": left}))
}

test_a_drop_of_a_metric_that_nobody_knows if {
	bound := {"metric": "tests", "max_drop": 1}
	count(validation.rules.baseline_unmeasured.findings) > 0 with input as bounded("performance", bound)
}

test_a_candidate_that_is_worse if {
	cases := [
		["auc", 0.8, 0.84, {"max_drop": 0.01}, "0.01"],
		["log_loss", 0.5, 0.434, {"max_drop": 0.01}, "0.01"],
		["log_loss", 0.5, 0.434, {"max_relative_drop": 0.1}, "a share of 0.1"],
		["auc", 0.8, 0.84, {"max_drop": 0.1, "max_relative_drop": 0.01}, "0.1 and a share of 0.01"],
	]
	every example in cases {
		[metric, value, standard, limits, allows] := example
		facts := limited(object.union({"metric": metric, "where": candidate}, limits), measurements("performance", metric, candidate, {"value": value}))
		some found in validation.rules.baseline_drop.findings with input as facts
		found.subject == metric
		found.params.value == value
		found.params.baseline == standard
		found.params.allows == allows
	}
}

test_a_candidate_that_is_as_good_or_better if {
	cases := [["auc", 0.835, {"max_drop": 0.01}], ["auc", 0.99, {"max_drop": 0}], ["log_loss", 0.1, {"max_relative_drop": 0}]]
	every example in cases {
		[metric, value, limits] := example
		facts := limited(object.union({"metric": metric, "where": candidate}, limits), measurements("performance", metric, candidate, {"value": value}))
		validation.rules.baseline_drop.findings == [] with input as facts
	}
}

test_a_first_release_is_not_compared_by_its_tier if {
	facts := object.union(object.remove(first_release, ["release"]), {"release": object.remove(first_release.release, ["expectations"])})
	validation.rules.baseline_drop == testing.not_applicable with input as facts
	validation.rules.baseline_unmeasured == testing.not_applicable with input as facts
}

test_a_plugin_without_numbers_never_rests_on_enough if {
	finding := testing.finding("auc", ["expectations", "performance", 0], {
		"n": 1113,
		"needs": "a number that policies/data/plugins.yaml lacks",
		"validation": "performance",
	})
	validation.rules.too_little_data.findings == [finding] with input as bounded("performance", {"metric": "auc", "min": 0.5}) with data.plugins as {}
}

test_a_bound_may_ask_for_more_data if {
	bound := {"metric": "auc", "min": 0.5, "min_n": 5000}
	[finding.params.needs | some finding in validation.rules.too_little_data.findings] == [5000] with input as bounded("performance", bound)
}

test_a_comparison_without_baseline_in_the_release if {
	finding := testing.finding("performance", at.performance, {"artifact": "nothing", "version": "nothing"})
	validation.rules.baseline_ungoverned == testing.finds(1, [finding]) with input as testing.fact("release", object.remove(spec, ["baseline"]))
}

drift := {"psi", "missing_share_change", "columns_missing", "columns_retyped"}

test_bounds_of_a_plugin_are_asked_where_it_is_used_unasked if {
	facts := object.union(
		testing.fact("evidence", object.remove(testing.ready.evidence, ["drift"])),
		{"release": {"artifacts": [spec.artifacts[1]], "expectations": {"performance": [], "drift": []}}},
	)
	{finding.subject | some finding in validation.rules.measurement_missing.findings} == drift with input as facts
}

contributed(entries) := testing.fact("contributions", entries)

test_evidence_is_signed_by_somebody_who_may_measure if {
	at_high := testing.releases({"tier": "high"})
	validation.rules.evidence_unsigned == testing.passes(3) with input as at_high
	unknown := "nobody that is known"
	every who, by in {null: unknown, "katherine": "katherine", "nobody": "nobody", 5: unknown} {
		entries := [{"commit": "a", "principal": who, "evidence": ["drift", "performance", "tests"]}]
		found := validation.rules.evidence_unsigned with input as contributed(entries)
		[one.params.by | some one in found.findings] == [by, by, by]
	}
	split := [
		{"commit": "a", "principal": "ada", "evidence": ["drift"]},
		{"commit": "b", "principal": "katherine", "evidence": ["performance", "tests"]},
		{"commit": "c", "principal": "measurer", "evidence": ["tests"]},
	]
	validation.rules.evidence_unsigned == testing.finds(3, [testing.finding(
		"performance",
		["validations", 1],
		{"by": "katherine", "roles": "data, engineer, evidence"},
	)]) with input as contributed(split)
}

test_where_somebody_can_come_to_harm_the_bot_measures if {
	critical := {"release": {"tier": "critical"}}
	facts := object.union(testing.ready, critical)
	validation.rules.evidence_unsigned == testing.passes(3) with input as facts
	by_ada := object.union(facts, {"contributions": brought("ada")})
	count(validation.rules.evidence_unsigned.findings) == 3 with input as by_ada
}

brought(principal) := [{"commit": "a", "principal": principal, "evidence": ["drift", "performance", "tests"]}]

test_whoever_writes_a_release_does_not_measure_it if {
	validation.rules.evidence_by_author == testing.passes(3) with input as testing.ready
	other := "somebody who wrote nothing else of the release"
	every who, by in {"ada": "ada", null: "nobody that is known", "nobody": "nobody"} {
		found := validation.rules.evidence_by_author with input as contributed(brought(who))
		found == testing.finds(3, [testing.finding(by, ["validations"], {"items": "tests, performance, drift", "who": other})])
	}
	validation.rules.evidence_by_author == testing.passes(3) with input as contributed(brought("grace"))
	both := object.union(contributed(brought("grace")), {"writers": ["ada", "grace"]})
	count(validation.rules.evidence_by_author.findings) == 1 with input as both
	wrote := object.union(testing.ready, {"writers": ["measurer"]})
	count(validation.rules.evidence_by_author.findings) == 1 with input as wrote
}

test_where_somebody_can_come_to_harm_nobody_but_the_bot_measures if {
	critical := {"release": {"tier": "critical"}}
	validation.rules.evidence_by_author == testing.passes(3) with input as object.union(testing.ready, critical)
	by_grace := object.union(contributed(brought("grace")), critical)
	found := validation.rules.evidence_by_author with input as by_grace
	count(found.findings) == 1
	{one.params.who | some one in found.findings} == {"a bot that wrote nothing else of it"}
}

test_unknown_writers_prove_nothing if {
	every value in testing.wrong {
		names_nobody(value)
		proves_nothing(contributed(value))
		proves_nothing(testing.fact("principals", value))
	}
	every name in ["writers", "contributions", "principals"] {
		proves_nothing(object.remove(testing.ready, [name]))
	}
	kinds := {"measurer": {"kind": "person", "roles": ["evidence"]}}
	of_harm := object.union(testing.fact("principals", kinds), {"release": {"tier": "critical"}})
	proves_nothing(of_harm)
	proves_nothing(testing.fact("principals", {"measurer": {"roles": ["evidence"]}}))
}

# Names of others, or nobody.
names_nobody(value) if value in [[], ["text"]]

names_nobody(value) if proves_nothing(testing.fact("writers", value))

proves_nothing(facts) if content({"evidence_by_author"}) == set() with input as facts

test_what_the_base_has_was_measured_then if {
	facts := object.union(contributed([]), {"base": {"evidence": ["drift", "performance"]}})
	count(validation.rules.evidence_by_author.findings) == 1 with input as facts
	every value in testing.wrong {
		proves_nothing(object.union(contributed([]), {"base": {"evidence": value}}))
	}
}

test_who_measures_is_not_asked_of_a_low_tier_a_preview_or_what_is_promoted if {
	medium := testing.releases({"tier": "medium", "profiles": [], "traits": testing.traits([])})
	validation.rules.evidence_by_author == testing.not_applicable with input as medium
	preview := testing.fact("head", {"commit": null, "preview": true})
	validation.rules.evidence_by_author == testing.not_applicable with input as preview
	promoted := testing.fact("base", {"commit": "0", "digest": testing.ready.digest})
	validation.rules.evidence_by_author == testing.not_applicable with input as promoted
}

test_evidence_that_the_base_has_was_judged_when_it_came_there if {
	facts := object.union(contributed([]), {"base": {"evidence": ["drift", "performance"]}})
	count(validation.rules.evidence_unsigned.findings) == 1 with input as facts
	every value in testing.wrong {
		content({"evidence_unsigned"}) == set() with input as object.union(contributed([]), {"base": {"evidence": value}})
	}
}

test_unknown_contributions_vouch_for_nothing if {
	every value in array.concat(testing.wrong, [[{}], [{"commit": "a", "principal": "ada"}], [{"principal": "ada", "evidence": "tests"}]]) {
		content({"evidence_unsigned"}) == set() with input as contributed(value)
	}
	every name in ["contributions", "principals"] {
		content({"evidence_unsigned"}) == set() with input as object.remove(testing.ready, [name])
	}
	every value in testing.wrong {
		content({"evidence_unsigned"}) == set() with input as testing.fact("principals", value)
		nobody := {"by": {"high": value}}
		content({"evidence_unsigned"}) == set() with input as testing.ready with data.plugins as {"other": nobody}
	}
	content({"evidence_unsigned"}) == set() with input as testing.ready with data.plugins as {}
}

test_evidence_of_a_low_tier_a_preview_or_what_is_promoted_needs_no_signature if {
	low := testing.releases({"tier": "low", "profiles": [], "traits": testing.traits([])})
	validation.rules.evidence_unsigned == testing.not_applicable with input as low
	preview := testing.fact("head", {"commit": null, "preview": true})
	validation.rules.evidence_unsigned == testing.not_applicable with input as preview
	promoted := testing.fact("base", {"commit": "0", "digest": testing.ready.digest})
	validation.rules.evidence_unsigned == testing.not_applicable with input as promoted
}

comparison(parts) := evidence("performance", {"measurements": array.concat(
	[one |
		some one in testing.ready.evidence.performance.measurements
		not startswith(one.metric, "auc_")
	],
	[{"metric": $"auc_{suffix}", "labels": candidate, "value": value, "n": 1113} | some suffix, value in parts],
)})

conclusive := {"metric": "auc", "where": candidate, "max_drop": 0.01, "conclusive": true}

without_tiers := object.union(data.thresholds, {"tiers": {tier: [] | some tier, _ in data.thresholds.tiers}})

test_a_comparison_that_is_not_conclusive if {
	finding := testing.finding("auc", ["expectations", "performance", 0], {"allows": 0.01, "n": 1113, "tell": "tell differences from 0.022 on", "source": "the release"})
	few := comparison({"mde": 0.022, "difference_low": -0.012, "difference_high": 0.02})
	found := validation.rules.comparison_inconclusive with input as limited(conclusive, few) with data.thresholds as without_tiers
	found == testing.finds(1, [finding])
	every parts in [{}, {"mde": null, "difference_low": null}, {"mde": "0"}, {"mde": 0.02, "difference_low": "0"}] {
		one := validation.rules.comparison_inconclusive with input as limited(conclusive, comparison(parts))
			with data.thresholds as without_tiers
		count(one.findings) == 1
	}
}

test_two_sizes_are_none if {
	facts := comparison({"mde": 0.001})
	twice := object.union(facts, {"evidence": {"performance": {"measurements": array.concat(
		facts.evidence.performance.measurements,
		[{"metric": "auc_mde", "labels": candidate, "value": 0.5, "n": 1113}],
	)}}})
	found := validation.rules.comparison_inconclusive with input as limited(conclusive, twice) with data.thresholds as without_tiers
	found.findings[0].params.tell == "do not say which difference they would tell"
}

test_a_comparison_that_is_conclusive if {
	every parts in [{"mde": 0.01}, {"mde": 0.5, "difference_low": -0.01}] {
		found := validation.rules.comparison_inconclusive with input as limited(conclusive, comparison(parts))
			with data.thresholds as without_tiers
		found == testing.passes(1)
	}
}

unmeasured(list) := {finding.subject | some finding in found.findings} if {
	bare := object.remove(spec, ["validations", "expectations"])
	facts := object.remove(testing.fact("release", object.union(bare, {"validations": list})), ["evidence"])
	found := validation.rules.measurement_missing with input as facts
}

of_task(config) := unmeasured([{"id": "performance", "plugin": "model-performance", "subject": "m", "config": config}])

test_bounds_are_those_of_the_task if {
	of_task({"task": "regression"}) == drift | {"r2", "rmse"}
	every config in [{}, {"task": "binary"}, {"task": "multiclass"}] {
		of_task(config) == drift | {"accuracy", "auc", "log_loss", "ece"}
	}
	unmeasured([]) == drift | {"accuracy", "auc", "log_loss", "ece", "r2", "rmse"}
}

# That no test was reported is a finding of its own.
test_a_bound_where_a_plugin_is_declared_is_asked_nowhere_else if {
	of_task({}) & {"skipped_share"} == set()
	unmeasured([{"id": "tests", "plugin": "test-report", "subject": "service", "config": {}}]) & {"skipped_share"} == {"skipped_share"}
}

test_a_check_of_an_imported_report_that_failed if {
	imported := [{"metric": "failed", "labels": {}, "value": 2, "n": 9}, {"metric": "errored", "labels": {}, "value": 0, "n": 9}]
	declared := array.concat(spec.validations, [{"id": "checks", "plugin": "report-import", "subject": "training", "config": {}}])
	evidenced := object.union(testing.ready.evidence, {"checks": {"status": "measured", "measurements": imported}})
	facts := object.union(testing.release("validations", declared), {"evidence": evidenced})
	found := validation.rules.tests_failed with input as facts
	found.findings == [testing.finding("checks", ["validations", 3], {"metric": "failed", "value": 2})]
}

imported(measurements) := object.union(
	testing.release("validations", [{"id": "checks", "plugin": "report-import", "subject": "training", "config": {}}]),
	{"evidence": {"checks": {"status": "measured", "measurements": measurements}}},
)

test_what_was_left_out_is_told if {
	skipped := [{"metric": "skipped", "labels": {}, "value": 1, "n": 9}, {"metric": "skipped", "labels": {"report": "a"}, "value": 1, "n": 9}]
	told := testing.finds(1, [testing.finding("checks", ["validations", 0], {"value": 1, "what": "checks were skipped"})])
	validation.rules.left_out == told with input as imported(skipped)
	none := [{"metric": "skipped", "labels": {}, "value": 0, "n": 9}]
	validation.rules.left_out == testing.passes(1) with input as imported(none)

	# The drift of the sample counts columns that it does not compare: there are none.
	validation.rules.left_out == testing.passes(1) with input as testing.ready
	low := testing.releases({"tier": "low", "profiles": [], "traits": testing.traits([]), "validations": [], "expectations": {}})
	validation.rules.left_out == testing.not_applicable with input as low
}

test_at_most_half_of_the_tests_are_skipped if {
	every tier in ["low", "medium", "high", "critical"] {
		every value, missed in {0: 0, 0.5: 0, 0.51: 1, 1: 1} {
			facts := object.union(measurements("tests", "skipped_share", {}, {"value": value}), {"release": {"tier": tier}})
			found := validation.rules.threshold_missed with input as facts
			count([one | some one in found.findings; one.subject == "skipped_share"]) == missed
		}
	}
}

# Evidence of one validation of each plugin whose reports say something of themselves.
reported(plugin, measurements) := object.union(
	testing.release("validations", [{"id": "checks", "plugin": plugin, "subject": "training", "config": {}}]),
	{"evidence": {"checks": {"status": "measured", "measurements": measurements}}},
)

test_a_report_that_contradicts_itself if {
	every plugin, metric in {"report-import": "count_mismatch", "test-report": "unlisted_failures"} {
		every values, findings in {[0]: 0, [null]: 0, [0, null]: 0, [1]: 1, [0, 2]: 1, []: 1} {
			measurements := [{"metric": metric, "labels": {}, "value": value, "n": 3} | some value in values]
			found := validation.rules.report_contradicts_itself with input as reported(plugin, measurements)
			count(found.findings) == findings
		}
		other := [{"metric": "checks", "labels": {}, "value": 0, "n": 3}]
		found := validation.rules.report_contradicts_itself with input as reported(plugin, other)
		count(found.findings) == 1
	}
}

# A runner that counts other tests or skipped ones than it lists is honest.
test_other_counts_of_a_test_report_may_differ if {
	measurements := [{"metric": "count_mismatch", "labels": {}, "value": 2, "n": 3}, {"metric": "unlisted_failures", "labels": {}, "value": 0, "n": 3}]
	validation.rules.report_contradicts_itself == testing.passes(1) with input as reported("test-report", measurements)
}

test_only_reports_are_asked_whether_they_contradict_themselves if {
	validation.rules.report_contradicts_itself == testing.passes(1) with input as testing.ready
	validation.rules.report_contradicts_itself == testing.not_applicable with input as testing.ready with data.plugins as {}
}

test_a_count_of_what_was_left_out_that_is_none_is_not_zero if {
	every value in testing.wrong {
		content({"left_out"}) == set() with input as imported([{"metric": "skipped", "value": value}])
		content({"left_out", "report_contradicts_itself"}) == set() with input as imported(value)
	}
	every value in {value | some value in testing.wrong; value != null} {
		content({"report_contradicts_itself"}) == set() with input as imported([{"metric": "count_mismatch", "value": value}])
	}
}

test_what_a_profile_bounds_is_measured if {
	unmeasured := testing.finds(2, [
		testing.finding("fairness", ["validations"], {}),
		testing.finding("overlap", ["validations"], {}),
	])
	validation.rules.profile_unmeasured == unmeasured with input as testing.ready
	added := [{"id": plugin, "plugin": plugin, "subject": "model", "config": {}} | some plugin in ["fairness", "overlap"]]
	fair := array.concat(spec.validations, added)
	validation.rules.profile_unmeasured == testing.passes(2) with input as testing.release("validations", fair)
	overlap := testing.finds(1, [testing.finding("overlap", ["validations"], {})])
	validation.rules.profile_unmeasured == overlap with input as testing.release("profiles", [])
	validation.rules.profile_unmeasured == testing.not_applicable with input as testing.release("artifacts", [spec.artifacts[1]])
	validation.rules.profile_unmeasured == testing.not_applicable with input as {"release": {
		"tier": "medium",
		"profiles": [],
		"traits": testing.traits([]),
		"artifacts": spec.artifacts,
	}}
	all_three := {"fairness", "overlap", "privacy"}
	{found.subject | some found in validation.rules.profile_unmeasured.findings} == all_three with input as testing.release("profiles", ["healthcare"])
}

test_what_a_profile_bounds_is_not_taken_for_measured if {
	every value in testing.wrong {
		content({"profile_unmeasured"}) == set() with input as testing.release("validations", value)
	}
	every value in array.concat(testing.wrong, ["unknown"]) {
		content({"profile_unmeasured"}) == set() with input as testing.release("tier", value)
	}
}

files := {dataset.role: dataset.digest | some dataset in spec.datasets}

# The sample with an overlap of training and hold-out, measured with a configuration on inputs, by role, as said.
overlap(config, inputs, measured) := object.union(testing.ready, {
	"release": {"validations": array.concat(spec.validations, [{"id": "overlap", "plugin": "overlap", "subject": "holdout", "config": config}])},
	"evidence": {"overlap": object.union(testing.ready.evidence.drift, {
		"id": "overlap",
		"subject": "holdout",
		"plugin": {"name": "overlap"},
		"inputs": [{"role": role, "path": role, "digest": read, "size": 1} | some role, read in inputs],
		"measurements": measured,
	})},
})

share(metric, value) := {"metric": metric, "value": value, "n": 400, "labels": {}}

both := {"holdout": files.holdout, "training[0]": files.training}

missed(facts) := {found.subject |
	some found in validation.rules.threshold_missed.findings with input as facts
	found.params.validation == "overlap"
}

test_what_training_and_holdout_share_is_bounded if {
	every value in [0.001, 1] {
		missed(overlap({}, both, [share("exact_share", value)])) == {"exact_share"}
		missed(overlap({"keys": ["id"]}, both, [share("exact_share", 0), share("key_share", value)])) == {"key_share"}
	}
	none := overlap({"keys": ["id"]}, both, [share("exact_share", 0), share("key_share", 0)])
	missed(none) == set()
	validation.rules.measurement_missing.findings == [] with input as none
	validation.rules.subject_not_measured.findings == [] with input as none
}

test_a_share_of_keys_is_asked_where_keys_are_declared if {
	rows := [share("exact_share", 0)]
	validation.rules.measurement_missing.findings == [] with input as overlap({"columns": ["id"]}, both, rows)
	unmeasured := [found.subject | some found in validation.rules.measurement_missing.findings] with input as overlap({"keys": ["id"]}, both, rows)
	unmeasured == ["key_share"]
	nothing := [found.subject | some found in validation.rules.measurement_missing.findings] with input as overlap({}, both, [])
	nothing == ["exact_share"]
}

permitted(inputs) if {
	facts := overlap({}, inputs, [share("exact_share", 0)])
	validation.rules.data_not_permitted.findings == [] with input as facts
}

test_an_overlap_reads_all_of_training_and_the_holdout if {
	other := "sha256:0000000000000000000000000000000000000000000000000000000000000000"
	permitted(both)
	permitted(object.union(both, {"training[1]": other}))
	not permitted({"holdout": files.training, "training[0]": files.holdout})
	not permitted({"holdout": files.holdout})
	not permitted({"training[0]": files.training})
	not permitted({"holdout": other, "training[0]": files.training, "training[1]": files.holdout})
	not permitted({"holdout": files.holdout, "training[0]": other})
	not permitted({"holdout": files.holdout, "trainings": files.training})
	not permitted({"holdout": files.holdout, "reader": files.training})
}

test_a_second_table_of_training_is_not_left_out if {
	facts := overlap({}, both, [share("exact_share", 0)])
	more := object.union(facts, {"release": {"datasets": array.concat(spec.datasets, [{
		"id": "more",
		"role": "training",
		"version": "1",
		"digest": digest,
	}])}})
	[found.subject | some found in validation.rules.data_not_permitted.findings] == ["overlap"] with input as more
	no_training := object.union(facts, {"release": {"datasets": [one | some one in spec.datasets; one.role != "training"]}})
	subjects := {found.subject | some found in validation.rules.data_not_permitted.findings} with input as no_training
	subjects.overlap
}

# The model was measured by what it said of the hold-out set: a table, in place of both.
by_table(from) := object.union(
	evidence("performance", {"inputs": [{"role": "data", "path": "data/said.parquet", "digest": digest, "size": 9}]}),
	{"release": {
		"datasets": array.concat(spec.datasets, [{"id": "said", "role": "predictions", "digest": digest}]),
		"lineage": array.concat(spec.lineage, [{"from": id, "to": "said", "by": "scoring"} | some id in from]),
	}},
)

test_a_table_of_predictions_stands_for_what_it_was_made_from if {
	facts := by_table(["model", "holdout"])
	validation.rules.subject_not_measured == testing.passes(3) with input as facts
	validation.rules.data_not_permitted.findings == [] with input as facts
	told := testing.finding("performance", at.performance, {"of": "model", "table": "said"})
	validation.rules.predictions_told == testing.finds(1, [told]) with input as facts
	validation.rules.predictions_told == testing.not_applicable with input as testing.ready
}

test_a_table_of_predictions_stands_for_nothing_else if {
	measured := testing.finding("performance", at.performance, {"of": "model"})
	permitted := testing.finding("performance", at.performance, {})
	every from in [[], ["service", "holdout"], ["other"]] {
		validation.rules.subject_not_measured.findings == [measured] with input as by_table(from)
	}
	every from in [[], ["model"], ["model", "training"], ["model", "holdout", "training"]] {
		validation.rules.data_not_permitted.findings == [permitted] with input as by_table(from)
	}
	facts := json.remove(by_table(["model", "holdout"]), ["/release/datasets/3/role"])
	validation.rules.subject_not_measured.findings == [measured] with input as facts
}
