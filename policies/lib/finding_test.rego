package lib.finding_test

import data.lib.finding

test_an_item_is_named_by_its_id_or_its_place if {
	finding.name({"id": "model"}, ["artifacts", 0]) == "model"
	every item in [{}, {"id": 5}, null, "text", 5, []] {
		finding.name(item, ["artifacts", 0]) == "artifacts.0"
	}
}

test_whatever_is_there_is_shown if {
	finding.show({"a": {"b": 1}}, ["a", "b"]) == 1
	finding.show({"a": false}, ["a"]) == false
	finding.show(["x"], [0]) == "x"
	every item in [{}, {"a": null}, {"a": {}}, {"a": {"b": []}}, null, "text", 5, []] {
		finding.show(item, ["a", "b"]) == "nothing"
	}
}

test_words_are_joined_or_missed if {
	finding.join({"roles": ["sre", "risk"]}, "roles") == "sre or risk"
	every item in [{}, {"roles": 5}, {"roles": [5]}, null] {
		finding.join(item, "roles") == "nobody knows what"
	}
}
