package gates.validation_test

import data.gates.validation
import data.lib.testing

by_author := validation.rules.report_by_author

all_reports := ["reports/integration.xml", "reports/unit.xml"]

# The sample, in which these paths of these people are all that was brought.
bringing(principal, paths) := testing.fact("contributions", [{
	"commit": "1a954628a960aaef81d7b2d4521929579f3541e6",
	"principal": principal,
	"reason": null,
	"evidence": ["drift", "performance", "tests"],
	"inputs": paths,
}])

read_of(paths) := testing.finding("tests", ["validations", 0], {
	"paths": concat(", ", paths),
	"who": "somebody who wrote nothing else of the release",
})

lets_reports_through(facts) if {
	found := by_author with input as facts
	testing.is_content(found)
}

test_reports_come_from_somebody_who_did_not_write_the_release if {
	by_author == testing.passes(1) with input as testing.ready
	by_author == testing.passes(1) with input as bringing("measurer", all_reports)
	by_author == testing.passes(1) with input as bringing("grace", all_reports)
	every who in ["ada", null, "nobody"] {
		found := by_author with input as bringing(who, all_reports)
		found == testing.finds(1, [read_of(all_reports)])
	}
	half := by_author with input as bringing("measurer", ["reports/unit.xml"])
	half == testing.finds(1, [read_of(["reports/integration.xml"])])
	wrote := object.union(testing.ready, {"writers": ["measurer"]})
	found := by_author with input as wrote
	found == testing.finds(1, [read_of(all_reports)])
}

test_where_somebody_can_come_to_harm_only_the_bot_brings_reports if {
	critical := {"release": {"tier": "critical"}}
	by_author == testing.passes(1) with input as object.union(testing.ready, critical)
	found := by_author with input as object.union(bringing("grace", all_reports), critical)
	[one.params.who | some one in found.findings] == ["a bot that wrote nothing else of it"]
}

test_who_brings_reports_is_not_asked_of_a_low_tier_a_preview_or_what_is_promoted if {
	medium := testing.releases({"tier": "medium", "profiles": [], "traits": testing.traits([])})
	by_author == testing.not_applicable with input as medium
	by_author == testing.not_applicable with input as testing.fact("head", {"commit": null, "preview": true})
	by_author == testing.not_applicable with input as testing.fact("base", {"commit": "0", "digest": testing.ready.digest})
	none := testing.releases({"validations": []})
	silent := object.union(data.tiers, {"high": {"validations": {"always": []}}})
	by_author == testing.not_applicable with input as none with data.tiers as silent
}

test_reports_that_the_base_has_were_judged_when_they_came_there if {
	facts := object.union(bringing("ada", all_reports), {"base": {"evidence": ["tests"]}})
	by_author == testing.passes(1) with input as facts
	every value in testing.wrong {
		not lets_reports_through(object.union(bringing("ada", all_reports), {"base": {"evidence": value}}))
	}
}

test_nobody_is_known_to_have_brought_reports if {
	every value in testing.wrong {
		not lets_reports_through(testing.fact("contributions", value))
		not lets_reports_through(testing.fact("principals", value))
		not lets_reports_through(bringing("measurer", value))
		not lets_reports_through(testing.release("tier", value))
		not lets_reports_through(object.union(bringing("measurer", []), {"writers": value}))
	}
	every value in [value | some value in testing.wrong; not value in [[], ["text"]]] {
		not lets_reports_through(testing.fact("writers", value))
	}
	every name in ["contributions", "principals", "writers", "evidence"] {
		not lets_reports_through(object.remove(testing.ready, [name]))
	}
}

test_what_is_measured_itself_is_no_report if {
	every path in ["reports/model.onnx", "./reports/model.onnx", ".//reports//model.onnx", "data/../reports/model.onnx"] {
		patch := {"performance": {"inputs": [{"role": "model", "path": path, "digest": "sha256:0", "size": 1}]}}
		found := validation.rules.evidence_by_author with input as object.union(testing.ready, {"evidence": patch})
		[one.params.items | some one in found.findings] == ["performance"]
	}
	validation.rules.evidence_by_author == testing.passes(3) with input as testing.ready
}
