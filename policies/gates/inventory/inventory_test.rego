package gates.inventory_test

import data.gates.inventory
import data.lib.testing

spec := testing.ready.release

model := spec.artifacts[0]

service := spec.artifacts[1]

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(inventory.rules[name])
}

test_the_sample_passes if {
	content := testing.content(inventory.rules) with input as testing.ready
	content == object.keys(inventory.rules) with input as testing.ready
}

# What a rule needs, and what must happen where it is not there: nothing may pass.
needs := {
	"artifacts": {
		"artifact_digest", "artifact_unlocated", "artifact_untested",
		"dependencies_missing", "lineage_unlisted",
	},
	"datasets": {"dataset_missing", "dataset_digest", "lineage_unlisted"},
	"pipelines": {"lineage_unlisted"},
	"feature_stores": {"lineage_unlisted"},
	"documents": {"document_missing"},
	"traits": {"trait_unstated"},
	"owner": {"owner_unknown"},
}

test_nothing_passes_without_what_it_needs if {
	every part, names in needs {
		content(names) == set() with input as testing.fact("release", object.remove(spec, [part]))
	}
}

test_nothing_passes_on_wrong_input if {
	every part, names in needs {
		every value in testing.wrong {
			content(names) == set() with input as testing.release(part, value)
		}
	}
}

test_nothing_passes_without_files if {
	every value in testing.wrong {
		content({"artifact_differs", "dataset_differs", "file_missing"}) == set() with input as testing.fact("files", value)
	}
}

nothing := "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

# The files of the sample, one of them with other facts.
filed(path, about) := testing.fact("files", object.union(testing.ready.files, {path: about}))

test_an_artifact_of_no_bytes if {
	found := testing.finding("model", ["artifacts", 0], {})
	every size in [0, -1, null, "53021", true, {}] {
		inventory.rules.entry_empty.findings == [found] with input as filed(model.path, {"digest": model.digest, "size": size})
	}
	missing := object.remove(testing.ready.files, [model.path])
	sizeless := object.union(missing, {model.path: {"digest": model.digest}})
	inventory.rules.entry_empty.findings == [found] with input as testing.fact("files", sizeless)
	inventory.rules.entry_empty.findings == [] with input as testing.fact("files", missing)
}

test_the_digest_of_nothing_is_known_wherever_it_stands if {
	every part in ["artifacts", "datasets", "pipelines", "feature_stores"] {
		emptied := testing.patched(spec[part], 0, {"digest": nothing})
		found := testing.finding(spec[part][0].id, [part, 0], {})
		inventory.rules.entry_empty.findings == [found] with input as testing.release(part, emptied)
	}
	kept := object.union(object.remove(model, ["path"]), {"uri": "oci://registry.example/model", "digest": nothing})
	inventory.rules.entry_empty.findings == [testing.finding("model", ["artifacts", 0], {})] with input as testing.release("artifacts", [kept])
}

test_a_data_set_of_no_bytes if {
	data_set := spec.datasets[0]
	inventory.rules.entry_empty.findings == [testing.finding(data_set.id, ["datasets", 0], {})] with input as filed(data_set.path, {
		"digest": data_set.digest,
		"size": 0,
	})
}

test_what_the_release_refers_to_and_is_empty if {
	every path in ["model-card.md", "dashboards/service.json", "runbooks/drift.md", "plans/staging-mirror.md", "infrastructure/deployment.yaml"] {
		found := inventory.rules.file_empty.findings with input as filed(path, {"digest": nothing, "size": 0})
		{one.subject | some one in found} == {path}
		inventory.rules.entry_empty.findings == [] with input as filed(path, {"digest": nothing, "size": 0})
	}
	inventory.rules.file_empty.findings == [] with input as testing.fact("files", {})
}

test_nothing_passes_without_principals if {
	every value in testing.wrong {
		content({"owner_unknown"}) == set() with input as testing.fact("principals", value)
	}
}

test_nothing_is_demanded_of_an_unknown_tier_but_everything_blocked if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		content := testing.content(inventory.rules) with input as testing.release("tier", value)
		demanded := {
			"dataset_missing", "dataset_digest", "artifact_untested", "dependencies_missing", "document_missing",
			"tier_too_low",
		}
		content & demanded == set()
	}
}

is_filled(value) if {
	is_array(value)
	count(value) > 0
}

test_every_entry_is_complete_or_found if {
	every part in ["artifacts", "datasets", "pipelines", "feature_stores"] {
		every value in ["text", 5, true, false, null, {"text": "text"}, [null], [5], ["text"], [{}]] {
			content({"entry_incomplete"}) == set() with input as testing.release(part, value)
		}
	}
}

test_lists_that_are_none_are_no_lists if {
	cases := {
		"lineage": "lineage_unlisted",
		"profiles": "profile_unknown",
		"datasets": "dataset_digest",
	}
	every part, name in cases {
		every value in ["text", 5, true, false, null, {"text": "text"}, [null], [5], [{}], ["text"]] {
			content := testing.content(inventory.rules) with input as testing.release(part, value)
			not name in content
		}
	}
}

test_a_release_without_artifacts if {
	every value in [one | some one in testing.wrong; not is_filled(one)] {
		content({"artifacts_missing"}) == set() with input as testing.release("artifacts", value)
	}
	inventory.rules.artifacts_missing == testing.finds(0, [testing.finding("artifacts", ["artifacts"], {})]) with input as testing.release("artifacts", [])
}

test_an_entry_without_id_is_named_by_its_place if {
	artifacts := testing.without(spec.artifacts, 1, "id")
	inventory.rules.entry_incomplete == testing.finds(
		9,
		[testing.finding("artifacts.1", ["artifacts", 1], {"lacks": "id"})],
	) with input as testing.release("artifacts", artifacts)
}

test_an_artifact_of_an_unknown_kind if {
	every artifacts in [testing.without(spec.artifacts, 0, "kind"), testing.patched(spec.artifacts, 0, {"kind": "modle"})] {
		inventory.rules.entry_incomplete == testing.finds(
			9,
			[testing.finding("model", ["artifacts", 0], {"lacks": "a kind that is known"})],
		) with input as testing.release("artifacts", artifacts)
	}
}

test_entries_of_every_part_are_looked_at if {
	cases := {"artifacts": "version", "datasets": "role", "pipelines": "version", "feature_stores": "version"}
	every part, field in cases {
		inventory.rules.entry_incomplete == testing.finds(
			9,
			[testing.finding(spec[part][0].id, [part, 0], {"lacks": field})],
		) with input as testing.release(part, testing.without(spec[part], 0, field))
	}
}

test_an_id_that_is_used_twice if {
	inventory.rules.id_repeated == testing.finds(
		9,
		[testing.finding("model", ["pipelines", 0, "id"], {})],
	) with input as testing.release("pipelines", testing.patched(spec.pipelines, 0, {"id": "model"}))
}

test_an_artifact_without_digest if {
	every digest in testing.wrong {
		inventory.rules.artifact_digest == testing.finds(
			2,
			[testing.finding("model", ["artifacts", 0], {})],
		) with input as testing.release("artifacts", testing.patched(spec.artifacts, 0, {"digest": digest}))
	}
	inventory.rules.artifact_digest == testing.finds(
		2,
		[testing.finding("service", ["artifacts", 1], {})],
	) with input as testing.release("artifacts", testing.without(spec.artifacts, 1, "digest"))
}

test_an_artifact_that_is_nowhere if {
	inventory.rules.artifact_unlocated == testing.finds(
		2,
		[testing.finding("model", ["artifacts", 0], {})],
	) with input as testing.release("artifacts", testing.without(spec.artifacts, 0, "path"))
}

test_an_artifact_outside_the_repository if {
	elsewhere := object.union(object.remove(model, ["path"]), {"uri": "oci://registry.example/model"})
	facts := testing.release("artifacts", [elsewhere])
	inventory.rules.artifact_unlocated == testing.passes(1) with input as facts
	inventory.rules.artifact_differs == testing.not_applicable with input as facts
}

test_a_file_that_is_not_the_artifact if {
	other := testing.ready.files["model-card.md"].digest
	inventory.rules.artifact_differs == testing.finds(
		2,
		[testing.finding("model", ["artifacts", 0, "path"], {"path": "model-card.md", "found": other})],
	) with input as testing.release("artifacts", testing.patched(spec.artifacts, 0, {"path": "model-card.md"}))
}

test_a_file_of_a_data_set_that_is_gone if {
	inventory.rules.dataset_differs == testing.finds(
		3,
		[testing.finding("holdout", ["datasets", 1, "path"], {"path": "data/gone.parquet", "found": "no file"})],
	) with input as testing.release("datasets", testing.patched(spec.datasets, 1, {"path": "data/gone.parquet"}))
}

# As a file of LFS is committed: `files` has the digest of the pointer.
pointer := {
	"digest": "sha256:ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"size": 131,
	"pointer": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
}

pointed(path) := object.union(testing.ready, {"files": {path: pointer}})

test_a_pointer_of_lfs_is_named_and_its_digest_is_not_asked_for if {
	cases := [
		{"path": model.path, "subject": "model", "at": ["artifacts", 0, "path"]},
		{"path": spec.datasets[1].path, "subject": "holdout", "at": ["datasets", 1, "path"]},
		{"path": spec.documents[0].path, "subject": "documents.0.path", "at": ["documents", 0, "path"]},
	]
	every case in cases {
		facts := pointed(case.path)
		found := testing.finding(case.subject, case.at, {"path": case.path, "what": $"a Git LFS pointer to {pointer.pointer}"})
		inventory.rules.file_elsewhere.findings == [found] with input as facts
		content({"artifact_differs", "dataset_differs"}) == {"artifact_differs", "dataset_differs"} with input as facts
	}
}

test_a_pointer_is_no_artifact_whatever_digest_the_release_names if {
	named := testing.patched(spec.artifacts, 0, {"digest": pointer.digest})
	facts := object.union(pointed(model.path), {"release": {"artifacts": named}})
	inventory.rules.file_elsewhere.findings[0].subject == "model" with input as facts
}

test_a_pointer_of_the_wrong_type_is_not_overlooked if {
	every value in [true, 5, "text", {}, []] {
		facts := object.union(testing.ready, {"files": {model.path: {"pointer": value}}})
		content({"file_elsewhere"}) == set() with input as facts
	}
}

test_a_file_of_dvc_is_no_artifact if {
	path := "model/scorer.onnx.dvc"
	facts := object.union(
		testing.release("artifacts", testing.patched(spec.artifacts, 0, {"path": path})),
		{"files": {path: {"digest": model.digest, "size": 99}}},
	)
	inventory.rules.file_elsewhere.findings == [testing.finding(
		"model",
		["artifacts", 0, "path"],
		{"path": path, "what": "a file of DVC, which points to it"},
	)] with input as facts
	content({"artifact_differs"}) == {"artifact_differs"} with input as facts
}

test_files_that_are_themselves if {
	inventory.rules.file_elsewhere.findings == [] with input as testing.ready
	inventory.rules.file_elsewhere.examined > 0 with input as testing.ready
}

test_an_artifact_without_digest_is_not_the_file_either if {
	inventory.rules.artifact_differs.findings[0].subject == "model" with input as testing.release("artifacts", testing.without(spec.artifacts, 0, "digest"))
}

test_a_model_without_hold_out if {
	inventory.rules.dataset_missing == testing.finds(
		2,
		[testing.finding("holdout", ["datasets"], {})],
	) with input as testing.release("datasets", [spec.datasets[0]])
}

test_a_service_needs_no_data if {
	facts := testing.releases({"artifacts": [service], "datasets": []})
	inventory.rules.dataset_missing == testing.not_applicable with input as facts
	inventory.rules.dataset_digest == testing.not_applicable with input as facts
}

test_a_data_set_without_digest if {
	inventory.rules.dataset_digest == testing.finds(
		3,
		[testing.finding("holdout", ["datasets", 1], {})],
	) with input as testing.release("datasets", testing.without(spec.datasets, 1, "digest"))
}

test_an_artifact_that_was_not_in_staging if {
	every places in array.concat(testing.wrong, [["development"], {"x": "staging"}, "staging"]) {
		inventory.rules.artifact_untested == testing.finds(
			2,
			[testing.finding("service", ["artifacts", 1], {"environment": "staging"})],
		) with input as testing.release("artifacts", testing.patched(spec.artifacts, 1, {"tested_in": places}))
	}
}

test_an_artifact_that_says_nothing_of_tests if {
	inventory.rules.artifact_untested == testing.finds(
		2,
		[testing.finding("service", ["artifacts", 1], {"environment": "staging"})],
	) with input as testing.release("artifacts", testing.without(spec.artifacts, 1, "tested_in"))
}

low := testing.releases({
	"tier": "low",
	"profiles": [],
	"artifacts": [service],
	"traits": testing.traits([]),
})

test_a_low_tier_asks_for_less if {
	every name in ["artifact_untested", "dependencies_missing", "document_missing", "dataset_missing", "profile_unknown"] {
		inventory.rules[name] == testing.not_applicable with input as low
	}
	inventory.rules.tier_too_low == testing.passes(1) with input as low
}

test_an_artifact_without_dependencies if {
	wrong := [
		testing.without(spec.artifacts, 0, "dependencies"),
		testing.patched(spec.artifacts, 0, {"dependencies": null}),
		testing.patched(spec.artifacts, 0, {"dependencies": "none"}),
		testing.patched(spec.artifacts, 0, {"dependencies": [{"id": "numpy"}]}),
		testing.patched(spec.artifacts, 0, {"dependencies": [{"id": "numpy", "version": ""}]}),
	]
	every artifacts in wrong {
		inventory.rules.dependencies_missing == testing.finds(
			2,
			[testing.finding("model", ["artifacts", 0], {})],
		) with input as testing.release("artifacts", artifacts)
	}
}

test_an_artifact_that_depends_on_nothing if {
	inventory.rules.dependencies_missing == testing.passes(2) with input as testing.release("artifacts", testing.patched(spec.artifacts, 0, {"dependencies": []}))
}

test_lineage_that_leads_out_of_the_inventory if {
	edges := [{"from": "nowhere", "to": "model", "by": "magic"}, {"to": "model"}]
	inventory.rules.lineage_unlisted == testing.finds(2, [
		testing.finding("nowhere", ["lineage", 0], {}),
		testing.finding("magic", ["lineage", 0, "by"], {}),
		testing.finding("nothing", ["lineage", 1], {}),
	]) with input as testing.release("lineage", edges)
}

test_a_model_without_card if {
	inventory.rules.document_missing == testing.finds(
		2,
		[testing.finding("model-card", ["documents"], {})],
	) with input as testing.release("documents", [document | some document in spec.documents; document.kind != "model-card"])
}

test_a_document_without_path_is_none if {
	inventory.rules.document_missing.findings == [
		testing.finding("model-card", ["documents"], {}),
		testing.finding("runbook", ["documents"], {}),
	] with input as testing.release("documents", [{"kind": "model-card"}, {"kind": "runbook", "path": ""}])
}

test_files_that_are_not_there if {
	facts := testing.releases({
		"documents": [{"kind": "runbook", "path": "gone.md"}],
		"monitoring": {
			"dashboards": [{"id": "x", "source": "gone.json", "covers": []}],
			"alerts": [{"id": "x", "signal": "errors", "condition": "x", "runbook": "gone/runbook.md"}],
		},
		"checklists": [{"module": "model", "items": [{"id": "subgroups", "evidence": "gone/card.md"}]}],
		"environments": {"infrastructure": {"source": "gone.yaml", "version": "1"}},
	})
	inventory.rules.file_missing == testing.finds(5, [
		testing.finding("gone/card.md", ["checklists", 0, "items", 0, "evidence"], {}),
		testing.finding("gone.md", ["documents", 0, "path"], {}),
		testing.finding("gone.yaml", ["environments", "infrastructure", "source"], {}),
		testing.finding("gone/runbook.md", ["monitoring", "alerts", 0, "runbook"], {}),
		testing.finding("gone.json", ["monitoring", "dashboards", 0, "source"], {}),
	]) with input as facts
}

test_an_address_needs_no_file if {
	facts := testing.releases({
		"documents": [],
		"monitoring": {"dashboards": [], "alerts": [{"runbook": "https://wiki.example/runbook"}]},
		"checklists": [],
		"environments": {"infrastructure": {"source": "https://git.example/infra", "version": "1"}},
	})
	inventory.rules.file_missing == testing.passes(2) with input as facts
}

test_a_tier_below_what_it_touches if {
	cases := [
		["low", ["personal_data"], [], "medium"],
		["low", ["customer_facing"], [], "medium"],
		["medium", ["personal_data", "automated_decisions"], [], "high"],
		["medium", ["regulated"], [], "high"],
		["high", ["safety_critical", "regulated"], [], "critical"],
		["medium", [], ["finance"], "high"],
		["low", [], ["healthcare"], "high"],
	]
	every example in cases {
		[tier, traits, profiles, implied] := example
		facts := testing.releases({
			"tier": tier,
			"profiles": profiles,
			"traits": testing.traits(traits),
		})
		inventory.rules.tier_too_low == testing.finds(1, [testing.finding(tier, ["tier"], {"implied": implied})]) with input as facts
	}
}

test_a_tier_above_what_it_touches if {
	inventory.rules.tier_too_low == testing.passes(1) with input as testing.release("tier", "critical")
}

test_automated_decisions_alone_imply_nothing if {
	facts := testing.releases({
		"tier": "low",
		"profiles": [],
		"traits": testing.traits(["automated_decisions"]),
	})
	inventory.rules.tier_too_low == testing.passes(1) with input as facts
}

test_a_trait_that_is_not_said if {
	every traits in [object.remove(spec.traits, ["regulated"]), object.union(spec.traits, {"regulated": "no"})] {
		inventory.rules.trait_unstated == testing.finds(
			5,
			[testing.finding("regulated", ["traits", "regulated"], {})],
		) with input as testing.release("traits", traits)
	}
}

test_a_profile_that_is_not_there if {
	inventory.rules.profile_unknown == testing.finds(
		2,
		[testing.finding("finnance", ["profiles", 1], {})],
	) with input as testing.release("profiles", ["finance", "finnance"])
}

test_an_owner_whom_nobody_knows if {
	every contact in ["nobody", "measurer"] {
		inventory.rules.owner_unknown == testing.finds(
			1,
			[testing.finding(contact, ["owner", "contact"], {})],
		) with input as testing.release("owner", {"team": "x", "contact": contact})
	}
}

test_a_release_without_owner if {
	inventory.rules.owner_unknown == testing.finds(
		1,
		[testing.finding("nothing", ["owner", "contact"], {})],
	) with input as testing.fact("release", object.remove(spec, ["owner"]))
}

test_placeholders if {
	every text in ["TODO", "Costs are TBD.", "…", "...", "?", "-", "n/a", "TODO: ask risk"] {
		facts := testing.releases({"review": {"strategic_fit": text}})
		inventory.rules.placeholder.findings == [testing.finding("review.strategic_fit", ["review", "strategic_fit"], {"text": text})] with input as facts
	}
}

test_a_learning_that_is_not_addressed_yet if {
	facts := testing.releases({"review": {"learnings": [{"outcome": "1.0.0", "id": "a", "how": "TODO"}]}})
	found := inventory.rules.placeholder with input as facts
	found.findings == [testing.finding("review.learnings.0.how", ["review", "learnings", 0, "how"], {"text": "TODO"})]
}

test_what_only_looks_like_a_placeholder if {
	every text in ["We have to do it.", "And so on…", "a - b", "Really?"] {
		inventory.rules.placeholder.findings == [] with input as testing.releases({"review": {"strategic_fit": text}})
	}
}

test_a_placeholder_anywhere if {
	steps := testing.patched(spec.rollback.steps, 1, {"step": "TODO"})
	inventory.rules.placeholder.findings == [testing.finding("rollback.steps.1.step", ["rollback", "steps", 1, "step"], {"text": "TODO"})] with input as testing.releases({"rollback": {"steps": steps}})
}

promoted(digest) := testing.fact("base", {"commit": testing.ready.base.commit, "digest": digest})

test_what_was_promoted_may_not_change if {
	inventory.rules.promoted_changed == testing.not_applicable with input as testing.ready
	inventory.rules.promoted_changed == testing.passes(1) with input as promoted(testing.ready.digest)
	inventory.rules.promoted_changed == testing.finds(1, [testing.finding(testing.ready.path, [], {})]) with input as promoted(testing.ready.files["model-card.md"].digest)
}

test_nothing_is_known_to_be_promoted_without_a_base if {
	every value in [one | some one in testing.wrong; one != null] {
		content({"promoted_changed"}) == set() with input as promoted(value)
	}
	content({"promoted_changed"}) == set() with input as object.remove(testing.ready, ["base"])
}

test_what_is_on_the_base_itself_is_not_judged_again if {
	facts := object.union(promoted(testing.ready.files["model-card.md"].digest), {"head": {"commit": testing.ready.base.commit}})
	inventory.rules.promoted_changed == testing.not_applicable with input as facts
}
