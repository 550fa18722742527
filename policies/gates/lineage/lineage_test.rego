package gates.lineage_test

import data.gates.lineage
import data.lib.testing

spec := testing.ready.release

edges := spec.lineage

with_edges(list) := testing.release("lineage", list)

lacking(part) := testing.fact("release", object.remove(spec, [part]))

added(part, item) := testing.release(part, array.concat(spec[part], [item]))

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(lineage.rules[name])
}

# What a rule needs, and what must happen where it is not there: nothing may pass.
needs := {
	"lineage": {"pipeline_unnamed", "cycle", "unconnected", "origin_missing", "model_untrained", "training_unused"},
	"datasets": {"origin_missing", "model_untrained", "training_unused", "evaluation_missing", "holdout_leaks"},
	"pipelines": {"pipeline_unnamed"},
	"validations": {"evaluation_missing"},
}

test_the_sample_passes if {
	content := testing.content(lineage.rules) with input as testing.ready
	content == object.keys(lineage.rules) with input as testing.ready
}

test_nothing_passes_without_what_it_needs if {
	every part, names in needs {
		content(names) == set() with input as lacking(part)
	}
}

test_nothing_passes_on_wrong_input if {
	every part, names in needs {
		every value in testing.wrong {
			content(names) == set() with input as testing.release(part, value)
		}
	}
}

# An empty list of one of them is the inventory's affair; here they are looked at together.
test_no_component_passes_on_wrong_input if {
	every part in ["pipelines", "feature_stores"] {
		every value in [one | some one in testing.wrong; one != []] {
			content({"component_digest", "unconnected"}) == set() with input as testing.release(part, value)
		}
	}
	nothing := testing.releases({"pipelines": [], "feature_stores": [], "datasets": []})
	content({"component_digest", "unconnected"}) == set() with input as nothing
}

test_nothing_passes_without_evidence if {
	every value in testing.wrong {
		content({"evaluation_missing"}) == set() with input as testing.fact("evidence", value)
	}
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		testing.content(lineage.rules) == set() with input as testing.release("tier", value)
	}
}

# Edges with these ids, by the same pipeline.
path(ids) := [{"from": ids[i], "to": ids[i + 1], "by": "credit-training"} | some i in numbers.range(0, count(ids) - 2)]

test_a_step_without_its_pipeline if {
	finding := testing.finding("model", ["lineage", 3], {"from": "training"})
	lineage.rules.pipeline_unnamed == testing.finds(5, [finding]) with input as with_edges(testing.without(edges, 3, "by"))
	every by in array.concat(testing.wrong, ["credit-applications", "unlisted"]) {
		lineage.rules.pipeline_unnamed == testing.finds(5, [finding]) with input as with_edges(testing.patched(edges, 3, {"by": by}))
	}
}

test_an_edge_that_names_nothing if {
	every edge in ["text", 5, null, {}, {"from": null}] {
		every name in ["pipeline_unnamed", "cycle"] {
			lineage.rules[name].findings[0].at == ["lineage", 5] with input as added("lineage", edge)
		}
	}
	every name in ["pipeline_unnamed", "cycle"] {
		lineage.rules[name] == testing.finds(1, [testing.finding("nothing", ["lineage", 0], {"from": "nothing"})]) with input as with_edges([{}])
	}
}

test_a_component_without_digest if {
	every digest in array.concat(testing.wrong, ["sha256:", "md5:5d41402abc4b2a76b9719d911017c592"]) {
		lineage.rules.component_digest == testing.finds(
			4,
			[testing.finding("credit-training", ["pipelines", 1], {})],
		) with input as testing.release("pipelines", testing.patched(spec.pipelines, 1, {"digest": digest}))
	}
	lineage.rules.component_digest == testing.finds(
		4,
		[testing.finding("credit-applications", ["feature_stores", 0], {})],
	) with input as testing.release("feature_stores", testing.without(spec.feature_stores, 0, "digest"))
}

test_a_circle if {
	lineage.rules.cycle == testing.finds(6, [
		testing.finding("model", ["lineage", 3], {"from": "training"}),
		testing.finding("training", ["lineage", 5], {"from": "model"}),
	]) with input as added("lineage", {"from": "model", "to": "training", "by": "credit-training"})
	lineage.rules.cycle == testing.finds(6, [testing.finding(
		"model",
		["lineage", 5],
		{"from": "model"},
	)]) with input as added("lineage", {"from": "model", "to": "model", "by": "credit-training"})
}

test_a_long_circle if {
	every edge in [{"at": 0, "to": "b"}, {"at": 1, "to": "c"}, {"at": 2, "to": "a"}] {
		some found in lineage.rules.cycle.findings with input as with_edges(path(["a", "b", "c", "a"]))
		found.at == ["lineage", edge.at]
		found.subject == edge.to
	}
}

test_two_ways_to_one_end_are_no_circle if {
	lineage.rules.cycle == testing.passes(4) with input as with_edges(array.concat(path(["a", "b", "d"]), path(["a", "c", "d"])))
}

test_what_no_edge_names if {
	component := {"id": "other", "version": "1.0.0", "digest": spec.pipelines[0].digest}
	every part in ["pipelines", "feature_stores"] {
		lineage.rules.unconnected == testing.finds(
			6,
			[testing.finding("other", [part, count(spec[part])], {})],
		) with input as added(part, component)
	}
	every role in ["reference", "production"] {
		lineage.rules.unconnected == testing.finds(
			6,
			[testing.finding("other", ["datasets", 3], {})],
		) with input as added("datasets", {"id": "other", "role": role})
	}
}

test_data_of_unknown_origin if {
	lineage.rules.origin_missing == testing.finds(
		2,
		[testing.finding("training", ["datasets", 0], {})],
	) with input as with_edges(array.slice(edges, 1, 5))
	every role in ["training", "validation", "holdout"] {
		lineage.rules.origin_missing == testing.finds(
			3,
			[testing.finding("other", ["datasets", 3], {})],
		) with input as added("datasets", {"id": "other", "role": role})
	}
}

test_a_model_that_no_training_data_leads_to if {
	finding := testing.finding("model", ["artifacts", 0], {})
	every list in [
		path(["credit-applications", "training"]),
		path(["holdout", "model"]),
		path(["model", "training"]),
		path(["training", "service"]),
	] {
		lineage.rules.model_untrained == testing.finds(1, [finding]) with input as with_edges(list)
	}
	second := {"id": "second", "kind": "model", "version": "1.0.0"}
	lineage.rules.model_untrained == testing.finds(
		2,
		[testing.finding("second", ["artifacts", 2], {})],
	) with input as added("artifacts", second)
}

test_training_data_may_lead_to_a_model_in_many_steps if {
	every name in ["model_untrained", "training_unused"] {
		lineage.rules[name] == testing.passes(1) with input as with_edges(path(["training", "a", "b", "c", "model"]))
	}
}

test_training_data_that_no_model_came_from if {
	lineage.rules.training_unused == testing.finds(
		2,
		[testing.finding("other", ["datasets", 3], {})],
	) with input as added("datasets", {"id": "other", "role": "training"})
}

# What the evaluation of the model read, changed.
read(inputs) := object.union(testing.ready, {"evidence": {"performance": {"inputs": inputs}}})

read_model := testing.ready.evidence.performance.inputs[0]

read_data := testing.ready.evidence.performance.inputs[2]

unevaluated := testing.finds(1, [testing.finding(
	"model on holdout",
	["validations"],
	{"model": "model", "dataset": "holdout"},
)])

test_a_model_that_was_not_evaluated_on_the_holdout if {
	lineage.rules.evaluation_missing == testing.passes(1) with input as read([read_model, read_data])
	cases := array.concat(testing.wrong, [
		[read_model],
		[read_data],
		[read_model, object.union(read_data, {"digest": spec.datasets[0].digest})],
		[object.union(read_model, {"digest": testing.ready.releases["1.0.0"].artifacts.model}), read_data],
		[read_model, object.remove(read_data, ["digest"])],
	])
	every inputs in cases {
		lineage.rules.evaluation_missing == unevaluated with input as read(inputs)
	}
}

test_what_one_evaluation_did_not_read_another_does_not_lend if {
	halves := object.union(testing.ready, {
		"release": {"validations": array.concat(spec.validations, [{"id": "again", "plugin": "model-performance", "subject": "model"}])},
		"evidence": {
			"performance": {"inputs": [read_model]},
			"again": {"status": "measured", "inputs": [read_data]},
		},
	})
	lineage.rules.evaluation_missing == unevaluated with input as halves
}

test_only_a_measurement_of_the_model_by_a_plugin_that_evaluates_counts if {
	lineage.rules.evaluation_missing == unevaluated with input as object.union(testing.ready, {"evidence": {"performance": {"status": "error"}}})
	place := [i | some i, one in spec.validations; one.id == "performance"][0]
	every fields in [{"plugin": "data-drift"}, {"plugin": "unknown"}, {"subject": "service"}, {"id": "other"}] {
		validations := testing.patched(spec.validations, place, fields)
		lineage.rules.evaluation_missing == unevaluated with input as testing.release("validations", validations)
	}
}

test_every_model_is_evaluated_on_every_holdout if {
	second := {"id": "second", "role": "holdout", "digest": spec.datasets[0].digest}
	lineage.rules.evaluation_missing == testing.finds(2, [testing.finding(
		"model on second",
		["validations"],
		{"model": "model", "dataset": "second"},
	)]) with input as added("datasets", second)
}

test_a_model_that_comes_from_its_holdout if {
	finding := testing.finding("model on holdout", ["datasets", 1], {"model": "model", "dataset": "holdout"})
	every list in [path(["holdout", "model"]), path(["holdout", "training", "model"])] {
		lineage.rules.holdout_leaks == testing.finds(1, [finding]) with input as with_edges(array.concat(edges, list))
	}
}

plain(tier) := {"release": {"tier": tier, "profiles": [], "traits": testing.traits([])}}

test_tiers_from_medium_on_ask_for_it if {
	testing.content(lineage.rules) == object.keys(lineage.rules) with input as object.union(lacking("lineage"), plain("low"))
	every tier in ["medium", "high", "critical"] {
		facts := object.union(lacking("lineage"), plain(tier))
		content(needs.lineage) == set() with input as facts
		lineage.rules.model_untrained.findings == [testing.finding("model", ["artifacts", 0], {})] with input as facts
	}
}

test_a_release_without_models_has_no_such_way if {
	services := [artifact | some artifact in spec.artifacts; artifact.kind != "model"]
	every name, _ in lineage.rules {
		lineage.rules[name] == testing.not_applicable with input as object.union(testing.release("artifacts", services), {"release": {"lineage": []}})
	}
}
