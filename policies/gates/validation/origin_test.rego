package gates.validation_test

import data.gates.validation
import data.lib.testing

spec := testing.ready.release

unbound := validation.rules.report_unbound

old_report := validation.rules.report_old

unnamed := validation.rules.report_unnamed

saying_nothing(report, lacks) := testing.finding("tests", ["validations", 0], {"report": report, "lacks": lacks})

reports := ["reports/integration.xml", "reports/unit.xml"]

built_from := spec.artifacts[1].built_from

# The sample, with other labels and values of what the two reports say of themselves.
reported_at(patch) := measuring([one |
	some measurement in testing.ready.evidence.tests.measurements
	one := {true: object.union(measurement, patch), false: measurement}[measurement.metric == "reported_at"]
])

of(subject) := reported_at({"labels": {"subject": subject}})

# Facts in which the evidence of the tests has other measurements.
measuring(list) := testing.fact("evidence", object.union(
	object.remove(testing.ready.evidence, ["tests"]),
	{"tests": object.union(object.remove(testing.ready.evidence.tests, ["measurements"]), {"measurements": list})},
))

# What they say of none: labels are replaced one by one, so the measurement is made anew.
of_nothing(value) := measuring(array.concat(
	[one | some one in testing.ready.evidence.tests.measurements; one.metric != "reported_at"],
	[{"metric": "reported_at", "labels": {"report": report}, "value": value, "n": 1} | some report in reports],
))

in_tier(facts, tier) := object.union(facts, {"release": {
	"tier": tier,
	"profiles": [],
	"traits": testing.traits([]),
}})

about(report, said) := testing.finding("tests", ["validations", 0], {"report": report, "of": said, "what": "service"})

test_reports_of_the_commit_or_the_bytes_that_are_released if {
	unbound == testing.passes(1) with input as testing.ready
	unbound == testing.passes(1) with input as of(spec.artifacts[1].digest)
	unbound == testing.passes(1) with input as of($"git:{built_from}")
	none := testing.releases({"validations": []})
	silent := object.union(data.tiers, {"high": {"validations": {"always": []}}})
	unbound == testing.not_applicable with input as none with data.tiers as silent
	old_report == testing.not_applicable with input as none with data.tiers as silent
	unnamed == testing.not_applicable with input as none with data.tiers as silent
	unnamed == testing.passes(1) with input as testing.ready
}

test_a_report_of_something_else if {
	other := $"git:{substring(built_from, 1, -1)}0"
	every subject in [other, spec.artifacts[0].digest, testing.ready.files["model-card.md"].digest] {
		found := unbound with input as of(subject)
		found == testing.finds(1, [about(report, subject) | some report in reports])
	}

	# Below high, only a commit that is another is held against a report: a digest may be that of a layer.
	every tier in ["low", "medium"] {
		found := unbound with input as in_tier(of(other), tier)
		found == testing.finds(1, [about(report, other) | some report in reports])
		unbound == testing.passes(1) with input as in_tier(of(spec.artifacts[0].digest), tier)
	}
}

test_a_report_that_does_not_say_of_what_it_is if {
	every tier in ["high", "critical"] {
		found := unnamed with input as in_tier(of_nothing(1795096807), tier)
		found == testing.finds(1, [saying_nothing(report, "of what it is") | some report in reports])
		neither := unnamed with input as in_tier(of_nothing(null), tier)
		neither == testing.finds(1, [saying_nothing(report, "of what it is, nor when it was made") | some report in reports])
	}
	every tier in ["low", "medium"] {
		unnamed == testing.not_applicable with input as in_tier(of_nothing(null), tier)
	}
	unbound == testing.passes(1) with input as of_nothing(null)
	old_report == testing.passes(1) with input as of_nothing(null)
}

test_an_artifact_of_which_nobody_says_what_it_was_built_from if {
	service := object.remove(spec.artifacts[1], ["built_from"])
	facts := testing.release("artifacts", [spec.artifacts[0], service])
	found := unbound with input as facts
	found == testing.finds(1, [about(report, $"git:{built_from}") | some report in reports])
	unbound == testing.passes(1) with input as in_tier(facts, "medium")
	every value in testing.wrong {
		not lets_unbound_through(testing.release("artifacts", value))
		service_built := testing.patched(spec.artifacts, 1, {"built_from": value})
		not lets_unbound_through(testing.release("artifacts", service_built))
	}
}

# A plugin that tells of reports, and told of none.
test_no_report_is_told_of if {
	none := measuring([one |
		some one in testing.ready.evidence.tests.measurements
		one.metric != "reported_at"
	])
	found := unnamed with input as none
	found == testing.finds(1, [saying_nothing("no report", "of what it is, nor when it was made")])
	every value in testing.wrong {
		not lets_unnamed_through(measuring(value))
	}
}

test_a_subject_that_is_none_is_not_named if {
	every value in [value | some value in testing.wrong; not is_string(value)] {
		found := unnamed with input as measuring([one |
			some measurement in testing.ready.evidence.tests.measurements
			patch := {true: {"labels": {"report": "a.xml", "subject": value}}, false: {}}[measurement.metric == "reported_at"]
			one := object.union(object.remove(measurement, object.keys(patch)), patch)
		])
		found == testing.finds(1, [saying_nothing("a.xml", "of what it is")])
	}
}

test_a_report_that_has_no_name if {
	facts := measuring([one |
		some measurement in testing.ready.evidence.tests.measurements
		one := object.remove(measurement, {true: ["labels"], false: []}[measurement.metric == "reported_at"])
	])
	found := unnamed with input as facts
	found == testing.finds(1, [saying_nothing("a report without a name", "of what it is")])
	old_report == testing.passes(1) with input as facts
}

# The sample is judged on 2026-11-23 at high, where evidence counts for 60 days.
test_reports_count_from_the_day_on_which_they_were_made if {
	old_report == testing.passes(1) with input as testing.ready
	every day, seconds in {"2026-09-24": 1790208000, "2026-11-24": 1795478400 + 86399} {
		old_report == testing.passes(1) with input as reported_at({"value": seconds})
		day != ""
	}
	every day, seconds in {"2026-09-23": 1790208000 - 1, "2026-11-25": 1795478400 + 86400, "2019-01-01": 1546300800} {
		found := old_report with input as reported_at({"value": seconds})
		found == testing.finds(1, [testing.finding("tests", ["validations", 0], {"report": report, "when": $"on {day}", "days": 60}) | some report in reports])
	}

	# An old report is old in every tier.
	every tier in ["low", "medium", "high", "critical"] {
		found := old_report with input as in_tier(reported_at({"value": 1546300800}), tier)
		count(found.findings) == 2
	}
}

test_a_report_that_does_not_say_when_it_was_made if {
	every value in [null, "2026-11-20", true] {
		found := unnamed with input as reported_at({"value": value})
		found == testing.finds(1, [saying_nothing(report, "when it was made") | some report in reports])
		old_report == testing.passes(1) with input as reported_at({"value": value})
	}
}

test_nothing_of_reports_is_believed_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		not lets_unnamed_through(testing.release("tier", value))
		not lets_unbound_through(object.union(of($"git:{substring(built_from, 1, -1)}0"), {"release": {"tier": value}}))
		not lets_old_through(testing.release("tier", value))
	}
	not lets_old_through(object.remove(testing.ready, ["now"]))
	not lets_unbound_through(object.remove(testing.ready, ["evidence"]))
	not lets_unnamed_through(object.remove(testing.ready, ["evidence"]))
}

# A rule that is undefined lets nothing through.
lets_unbound_through(facts) if {
	found := unbound with input as facts
	testing.is_content(found)
}

lets_old_through(facts) if {
	found := old_report with input as facts
	testing.is_content(found)
}

lets_unnamed_through(facts) if {
	found := unnamed with input as facts
	testing.is_content(found)
}
