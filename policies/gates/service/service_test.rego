package gates.service_test

import data.gates.service
import data.gates.signoff
import data.lib.testing

# The sample as the first version of its name.
first := testing.fact("previous", null)

found(rule) := {finding.subject: finding.params | some finding in rule.findings}

test_the_sample_keeps_what_catalogue_and_version_before_say if {
	content := testing.content(service.rules) with data.services as testing.catalogue with input as testing.ready
	content == object.keys(service.rules) with data.services as testing.catalogue with input as testing.ready
}

test_a_first_version_of_a_listed_service_is_content if {
	content := testing.content(service.rules) with data.services as testing.catalogue with input as first
	content == object.keys(service.rules) with data.services as testing.catalogue with input as first
}

test_what_nobody_lists_is_told if {
	result := service.rules.unlisted with data.services as {"other": {"least_tier": "low"}} with input as testing.ready
	found(result) == {"credit-scorer": {}}
}

test_the_star_lists_nobody if {
	result := service.rules.unlisted with data.services as {"*": {"least_tier": "low"}} with input as testing.ready
	found(result) == {"credit-scorer": {}}
}

test_a_beginning_lists_its_names if {
	result := service.rules.unlisted with data.services as {"credit-*": {"least_tier": "low"}} with input as testing.ready
	result == testing.passes(1)
}

test_the_name_counts_before_its_beginnings if {
	entries := {"credit-scorer": {"team": "a"}, "credit-*": {"team": "b"}, "credit-scorer*": {"team": "c"}}
	result := service.rules.team_differs with data.services as entries with input as testing.ready
	found(result) == {"credit-scorer": {"team": "a"}}
}

test_the_longest_beginning_counts if {
	entries := {"*": {"team": "a"}, "credit-*": {"team": "b"}, "credit-s*": {"team": "c"}}
	result := service.rules.team_differs with data.services as entries with input as testing.ready
	found(result) == {"credit-scorer": {"team": "c"}}
}

test_another_team_is_found if {
	every value in array.concat(testing.wrong, ["payments"]) {
		owner := object.union(testing.ready.release.owner, {"team": value})
		result := service.rules.team_differs with data.services as testing.catalogue with input as testing.release("owner", owner)
		found(result) == {"credit-scorer": {"team": "credit-risk"}}
	}
}

test_without_a_team_in_the_catalogue_any_will_do if {
	result := service.rules.team_differs with data.services as {} with input as testing.ready
	result == testing.not_applicable
}

low := testing.releases({"tier": "low", "profiles": [], "traits": testing.traits(set())})

test_an_unlisted_service_is_medium_at_least if {
	entries := [{}, {"*": {"least_tier": "medium"}}]
	every catalogue in entries {
		result := service.rules.unlisted_tier with data.services as catalogue with input as low
		found(result) == {"credit-scorer": {"tier": "low", "least": "medium"}}
	}
}

test_the_catalogue_says_what_an_unlisted_service_is if {
	result := service.rules.unlisted_tier with data.services as {"*": {"least_tier": "low"}} with input as low
	result == testing.passes(1)
}

test_a_star_without_a_tier_or_with_one_that_is_none_lets_nothing_pass if {
	every entry in [{}, {"least_tier": "lowest"}, {"least_tier": 1}, {"least_tier": null}] {
		result := service.rules.unlisted_tier with data.services as {"*": entry} with input as low
		count(result.findings) == 1
	}
}

test_a_listed_service_is_not_asked_as_an_unlisted_one if {
	result := service.rules.unlisted_tier with data.services as testing.catalogue with input as low
	result == testing.not_applicable
}

test_below_the_catalogue_and_below_the_version_before if {
	result := service.rules.tier_lowered with data.services as testing.catalogue with input as low
	least := {"tier": "low", "least": "high"}
	found(result) == {"policies/services.yaml": least, "version 1.0.0": least}
}

test_an_unlisted_service_keeps_the_tier_of_the_version_before if {
	result := service.rules.tier_lowered with data.services as {} with input as low
	found(result) == {"version 1.0.0": {"tier": "low", "least": "high"}}
}

test_a_tier_that_follows_from_traits_is_a_tier if {
	implied := testing.releases({"tier": "low"})
	result := service.rules.tier_lowered with data.services as testing.catalogue with input as implied
	result == testing.passes(2)
}

test_a_version_before_that_is_none_lets_nothing_pass if {
	every value in array.concat([{}, "1.0.0", [], 5, true], [{"version": "1.0.0", "tier": 5}]) {
		result := service.rules.tier_lowered with input as testing.fact("previous", value)
		count(result.findings) == 1
	}
	result := service.rules.tier_lowered with input as object.remove(testing.ready, ["previous"])
	count(result.findings) == 1
}

test_a_tier_that_nobody_knows_is_reached_by_none if {
	result := service.rules.tier_lowered with data.services as {"credit-scorer": {"least_tier": "highest"}} with input as first
	found(result) == {"policies/services.yaml": {"tier": "high", "least": "highest"}}
}

test_a_profile_that_is_dropped_is_found if {
	dropped := object.union(testing.ready, {"release": {"profiles": []}})
	result := service.rules.profile_dropped with data.services as testing.catalogue with input as dropped
	result.examined == 2
	{finding.params.by | some finding in result.findings} == {"policies/services.yaml", "version 1.0.0"}
}

test_a_trait_that_is_denied_is_found if {
	every value in [false, null, "true", 1] {
		denied := testing.releases({"traits": {"personal_data": value}})
		result := service.rules.trait_denied with data.services as testing.catalogue with input as denied
		{finding.subject | some finding in result.findings} == {"personal_data"}
		count(result.findings) == 2
	}
}

test_traits_that_are_not_there_are_denied if {
	result := service.rules.trait_denied with data.services as testing.catalogue with input as testing.release("traits", {})
	count(result.findings) == 8
}

test_nothing_is_asked_of_a_first_version_that_nobody_lists if {
	every name in ["team_differs", "tier_lowered", "profile_dropped", "trait_denied"] {
		result := service.rules[name] with data.services as {} with input as first
		result == testing.not_applicable
	}
}

searched(columns, traits) := object.union(
	testing.releases({"traits": traits}),
	{"evidence": {"private": {"plugin": {"name": "privacy"}, "measurements": [
		{"metric": "personal_data_columns", "value": columns},
		{"metric": "rows", "value": 5},
	]}}},
)

test_personal_data_that_was_found_contradicts_who_denies_it if {
	result := service.rules.trait_contradicted with input as searched(3, {"personal_data": false})
	found(result) == {"private": {"columns": 3}}
}

test_what_could_not_be_counted_contradicts_too if {
	result := service.rules.trait_contradicted with input as searched(null, {"personal_data": false})
	count(result.findings) == 1
}

test_who_says_it_may_have_it if {
	result := service.rules.trait_contradicted with input as searched(3, {"personal_data": true})
	result == testing.passes(1)
}

test_who_denies_it_and_has_none_is_believed_by_what_was_measured if {
	result := service.rules.trait_contradicted with input as searched(0, {"personal_data": false})
	result == testing.passes(1)
}

test_a_service_adds_to_the_quorum if {
	quorum := signoff.quorum with data.services as {"credit-scorer": {"quorum": {"security": 2}}} with input as testing.ready
	{asked.role: asked.need | some asked in quorum} == {"product": 1, "sre": 1, "risk": 1, "security": 2}
}
