package gates.validation_test

import data.gates.validation
import data.lib.testing

spec := testing.ready.release

unanswered := validation.rules.software_unmeasured

code := {"id": "code", "plugin": "code-scan", "subject": "service", "config": {}}

scan := {"id": "scan", "plugin": "vulnerabilities", "subject": "service", "config": {}}

tests_of(kind) := {"id": kind, "plugin": "test-report", "subject": "service", "config": {kind: ["a.xml"]}}

# The sample in a tier, without profiles and traits, with these validations beside its own.
asked_in(tier, declared) := testing.releases({
	"tier": tier,
	"profiles": [],
	"traits": testing.traits([]),
	"validations": array.concat(spec.validations, declared),
})

open_questions(facts) := asked if {
	found := unanswered with input as facts
	asked := {one.subject | some one in found.findings}
}

test_questions_of_the_software_are_answered_by_measurements if {
	all := [scan, code, tests_of("unit"), tests_of("integration"), tests_of("end_to_end")]
	every tier, n in {"medium": 1, "high": 4, "critical": 5} {
		unanswered == testing.passes(n) with input as asked_in(tier, all)
	}
	unanswered == testing.not_applicable with input as asked_in("low", [])
}

test_questions_that_nobody_answers if {
	open_questions(asked_in("medium", [])) == {"its known vulnerabilities"}
	open_questions(asked_in("high", [])) == {"a scan of its code", "integration tests", "its known vulnerabilities", "unit tests"}
	open_questions(asked_in("critical", [scan, code, tests_of("unit"), tests_of("contract")])) == {"end-to-end tests", "integration tests"}
	found := unanswered with input as asked_in("high", [scan, code, tests_of("integration")])
	found == testing.finds(4, [testing.finding("unit tests", ["validations"], {
		"source": "tier high",
		"answers": "`plugin: test-report` with `unit`",
	})])
}

test_any_answer_will_do if {
	questions := [{"asks": "its licences", "any_of": [{"plugin": "sbom"}, {"plugin": "our-scanner"}]}]
	tiers := object.union(data.tiers, {"medium": {"questions": {"software": questions}}})
	found := unanswered with input as asked_in("medium", []) with data.tiers as tiers
	found.findings == [testing.finding("its licences", ["validations"], {
		"source": "tier medium",
		"answers": "`plugin: sbom`, or `plugin: our-scanner`",
	})]
	ours := object.union(scan, {"plugin": "our-scanner"})
	unanswered == testing.passes(1) with input as asked_in("medium", [ours]) with data.tiers as tiers
}

# A question that lists no answer has none.
test_a_question_that_is_none_is_not_answered if {
	every value in testing.wrong {
		tiers := object.union(data.tiers, {"medium": {"questions": {"software": [{"asks": "more", "any_of": value}]}}})
		not lets_unanswered_through(asked_in("medium", [scan])) with data.tiers as tiers
	}
}

test_only_software_is_asked if {
	model := object.union(asked_in("high", []), {"release": {"artifacts": [spec.artifacts[0]]}})
	unanswered == testing.not_applicable with input as model
	every kind in ["service", "image", "library"] {
		facts := object.union(asked_in("high", []), {"release": {"artifacts": [object.union(spec.artifacts[1], {"kind": kind})]}})
		count(open_questions(facts)) == 4
	}
}

test_nothing_is_answered_without_validations_or_tier if {
	every value in testing.wrong {
		not lets_unanswered_through(testing.release("validations", value))
		not lets_unanswered_through(testing.release("tier", value))
	}
	not lets_unanswered_through(object.remove(testing.ready, ["release"]))
}

test_a_known_vulnerability_keeps_a_release_back if {
	every tier, metrics in {
		"medium": {"fixable_critical"},
		"high": {"critical", "fixable_high"},
		"critical": {"critical", "high", "fixable_medium"},
	} {
		every metric in metrics {
			bad := [{"metric": metric, "labels": {}, "value": 1, "n": 40}]
			facts := object.union(asked_in(tier, [scan]), {"evidence": {"scan": {"status": "measured", "measurements": bad}}})
			found := validation.rules.threshold_missed with input as facts
			count([one | some one in found.findings; one.subject == metric; one.params.validation == "scan"]) == 1
		}
	}
}

# A rule that is undefined lets nothing through.
lets_unanswered_through(facts) if {
	found := unanswered with input as facts
	testing.is_content(found)
}
