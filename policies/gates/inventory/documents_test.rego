package gates.inventory_test

import data.gates.inventory
import data.lib.testing

held(path, content) := testing.fact("documents", object.union(
	object.remove(testing.ready.documents, [path]),
	{path: content},
))

thin := inventory.rules.document_thin

card := testing.ready.documents["model-card.md"]

test_documents_that_say_nothing_are_none if {
	thin == testing.passes(4) with input as testing.ready
	cases := {
		"holds 39 different words, fewer than 40": {"words": 39, "capitals": [], "sections": []},
		"holds 0 different words, fewer than 40": {"words": 0, "capitals": [], "sections": []},
		"still says TBD, TODO": {"words": 400, "capitals": ["SQL", "TODO", "TBD"], "sections": []},
		"is no text that can be read": null,
	}
	every why, content in cases {
		path := "runbooks/drift.md"
		found := thin with input as held(path, content)
		found == testing.finds(4, [testing.finding(path, ["documents", 3], {"why": why})])
	}
}

test_a_document_of_a_kind_that_nobody_asks_for_may_be_short if {
	empty := {"words": 0, "capitals": [], "sections": []}
	thin == testing.passes(4) with input as held("dashboards/model.json", empty)
	plan := held("plans/staging-mirror.md", empty)
	thin == testing.passes(4) with input as plan
	critical := object.union(plan, {"release": {"tier": "critical"}})
	found := thin with input as critical
	[one.subject | some one in found.findings] == ["plans/staging-mirror.md"]
	low := object.union(plan, {"release": {"tier": "low", "profiles": [], "traits": testing.traits([])}})
	thin == testing.not_applicable with input as low
}

test_an_address_is_not_read_here if {
	facts := testing.release("documents", [
		{"kind": "runbook", "path": "https://example.org/runbook"},
		{"kind": "model-card", "path": "model-card.md"},
	])
	thin == testing.passes(1) with input as facts
}

test_a_pointer_is_refused_as_one_and_not_read if {
	pointer := object.union(held("model-card.md", {"words": 9, "capitals": [], "sections": []}), {"files": {"model-card.md": {"pointer": "sha256:0"}}})
	thin == testing.passes(3) with input as pointer
	missing == testing.passes(4) with input as pointer
	count(inventory.rules.file_elsewhere.findings) == 1 with input as pointer
}

test_documents_that_nobody_has_read_are_not_believed if {
	every value in testing.wrong {
		not testing.is_content(thin) with input as testing.fact("documents", value)
		not testing.is_content(inventory.rules.section_missing) with input as testing.fact("documents", value)
		not testing.is_content(thin) with input as held("model-card.md", value)
		not testing.is_content(inventory.rules.section_missing) with input as held("model-card.md", value)
	}
	every value in [null, "", "text", true, {}, [], [5]] {
		not testing.is_content(thin) with input as held("model-card.md", object.union(object.remove(card, ["words"]), {"words": value}))
	}
	every field in ["words", "capitals"] {
		not testing.is_content(thin) with input as held("model-card.md", object.remove(card, [field]))
	}
	none := object.remove(testing.ready, ["documents"])
	not testing.is_content(thin) with input as none
	not testing.is_content(inventory.rules.section_missing) with input as none
}

missing := inventory.rules.section_missing

with_sections(sections) := held("model-card.md", object.union(object.remove(card, ["sections"]), {"sections": sections}))

test_a_model_card_says_what_people_look_for if {
	missing == testing.passes(4) with input as testing.ready
	every name, title in {"intended use": "Use", "data": "Data", "evaluation": "Results", "limits": "Limits"} {
		without := [section | some section in card.sections; section.title != title]
		found := missing with input as with_sections(without)
		found == testing.finds(4, [testing.finding(name, ["documents"], {"kind": "model-card"})])
		bare := [{"title": section.title, "words": words} |
			some section in card.sections
			words := {true: 7, false: section.words}[section.title == title]
		]
		count(missing.findings) == 1 with input as with_sections(bare)
	}
}

test_sections_are_found_by_words_of_their_headings if {
	sections := [{"title": title, "words": 8} | some title in ["Purpose", "TRAINING DATA", "Performance by group", "Known caveats"]]
	missing == testing.passes(4) with input as with_sections(sections)
}

test_sections_that_are_none_say_nothing if {
	every value in testing.wrong {
		count(missing.findings) == 4 with input as with_sections(value)
	}
	every words in [null, "8", [], {}] {
		count(missing.findings) == 4 with input as with_sections([{"title": "Use, data, results, limits", "words": words}])
	}
}

test_a_document_of_another_kind_is_no_model_card if {
	documents := [{"kind": "runbook", "path": "model-card.md"}]
	count(missing.findings) == 4 with input as testing.release("documents", documents)
}

test_sections_are_asked_for_where_the_document_is if {
	low := {"release": {"tier": "low", "profiles": [], "traits": testing.traits([])}}
	missing == testing.not_applicable with input as object.union(testing.ready, low)
}

services := [artifact | some artifact in testing.ready.release.artifacts; artifact.kind != "model"]

test_a_service_without_a_model_needs_no_model_card if {
	facts := testing.releases({"artifacts": services, "tier": "medium", "profiles": [], "traits": testing.traits([])})
	thin == testing.passes(3) with input as facts
	missing == testing.not_applicable with input as facts
	runbook := [{"kind": "runbook", "path": "https://example.org/runbook"}]
	thin == testing.not_applicable with input as object.union(facts, {"release": {"documents": runbook}})
}

test_where_nobody_knows_what_is_asked_nothing_passes if {
	every rule in ["document_thin", "section_missing"] {
		not inventory.rules[rule] with input as testing.releases({"tier": "unheard of"})
		not inventory.rules[rule] with input as testing.ready with data.documents as null
	}
}
