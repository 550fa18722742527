package gates.parity_test

import data.gates.parity
import data.lib.testing

described := testing.ready.release.environments

# The environments with one part of one of them set to something else.
changed(environment, part, value) := testing.release("environments", object.union(
	object.remove(described, [environment]),
	{environment: object.union(object.remove(described[environment], [part]), {part: value})},
))

lacking(environment, part) := testing.release("environments", object.union(
	object.remove(described, [environment]),
	{environment: object.remove(described[environment], [part])},
))

services := described.staging.services

# Which of these rules are content: one at a time, because all of them take long.
content(names) := {name |
	some name in names
	testing.is_content(parity.rules[name])
}

# The rule that compares a part; the one that asks for it is another.
compares := {"resources": "resources_differ", "network_policies": "network_differs", "services": "services_differ"}

test_the_sample_passes if {
	content := testing.content(parity.rules) with input as testing.ready
	content == object.keys(parity.rules) with input as testing.ready
}

test_nothing_passes_without_environments if {
	testing.content(parity.rules) == set() with input as testing.fact("release", object.remove(testing.ready.release, ["environments"]))
	every value in testing.wrong {
		testing.content(parity.rules) == set() with input as testing.release("environments", value)
	}
}

test_nothing_passes_without_a_part if {
	every part, name in compares {
		every environment in ["staging", "production"] {
			content({"environment_undescribed", name}) == set() with input as lacking(environment, part)
			parity.rules.environment_undescribed == testing.finds(6, [testing.finding(
				$"{environment}.{part}",
				["environments", environment, part],
				{"environment": environment, "part": part},
			)]) with input as lacking(environment, part)
		}
	}
}

is_fit_for("resources", {"text": "text"})

is_fit_for("network_policies", ["text"])

is_fit_for("services", [])

test_nothing_passes_on_wrong_input if {
	every part, name in compares {
		every value in testing.wrong {
			content({name}) == set() with input as changed("staging", part, value)
			content({name}) == set() with input as changed("production", part, value)
		}
		every value in [one | some one in testing.wrong; not is_fit_for(part, one)] {
			content({"environment_undescribed"}) == set() with input as changed("staging", part, value)
			content({"environment_undescribed"}) == set() with input as changed("production", part, value)
		}
	}
}

# The same value in both environments.
alike(part, value) := testing.releases({"environments": {
	"staging": {part: value},
	"production": {part: value},
}})

test_two_environments_that_are_wrong_alike_do_not_pass if {
	every part, name in compares {
		every value in [one | some one in testing.wrong; not is_object(one); not is_fit_for(part, one)] {
			content({"environment_undescribed"}) == set() with input as alike(part, value)
		}
		every value in [null, "", " ", "text", 5, true, false, []] {
			not is_passed(name) with input as alike(part, value)
		}
	}
}

is_passed(name) if {
	testing.is_content(parity.rules[name])
	parity.rules[name].applies
}

test_nothing_passes_in_an_unknown_tier if {
	every value in array.concat(testing.wrong, ["unknown"]) {
		testing.content(parity.rules) == set() with input as testing.release("tier", value)
		content({"services_differ"}) == set() with input as object.union(alike("services", []), {"release": {"tier": value}})
	}
}

test_a_service_without_version_is_not_described if {
	every version in array.concat(testing.wrong, ["latest", "Latest", "main"]) {
		found := parity.rules.environment_undescribed.findings with input as alike("services", testing.patched(services, 0, {"version": version}))
		count(found) == {true: 0, false: 2}[version == "text"]
	}
}

test_resources_that_differ if {
	parity.rules.resources_differ == testing.finds(
		3,
		[testing.finding("memory", ["environments", "staging", "resources"], {"staging": "256Mi", "production": "512Mi"})],
	) with input as testing.releases({"environments": {"staging": {"resources": {"memory": "256Mi"}}}})
}

test_a_resource_that_only_one_has if {
	every environment, shown in {
		"staging": {"staging": 1, "production": "nothing"},
		"production": {"staging": "nothing", "production": 1},
	} {
		parity.rules.resources_differ == testing.finds(
			4,
			[testing.finding("gpu", ["environments", "staging", "resources"], shown)],
		) with input as testing.releases({"environments": {environment: {"resources": {"gpu": 1}}}})
	}
}

replicas(number) := testing.releases({"environments": {"staging": {"resources": {"replicas": number}}}})

test_an_allowed_share if {
	every number in [2, 3, 4] {
		parity.rules.resources_differ == testing.passes(3) with input as replicas(number) with data.parity.resources.replicas as {"min_share": 0.6, "max_share": 1.4}
	}
	every number in [1, 5, "3", null] {
		count(parity.rules.resources_differ.findings) == 1 with input as replicas(number) with data.parity.resources.replicas as {"min_share": 0.6, "max_share": 1.4}
	}
	every allowed in array.concat(testing.wrong, [{"min_share": 0.5}, {"max_share": 1}, {"min_share": "0", "max_share": "9"}]) {
		count(parity.rules.resources_differ.findings) == 1 with input as replicas(2) with data.parity.resources.replicas as allowed
	}
}

test_a_network_policy_that_only_one_has if {
	every environment, other in {"staging": "production", "production": "staging"} {
		policies := array.concat(described[environment].network_policies, ["ingress-tests"])
		parity.rules.network_differs == testing.finds(
			3,
			[testing.finding("ingress-tests", ["environments", other, "network_policies"], {"environment": other})],
		) with input as changed(environment, "network_policies", policies)
	}
}

# Allowed alone in staging, and not in production.
only_in_staging := {"staging": {"network_policies": ["ingress-tests"], "services": ["replayer"]}}

test_a_network_policy_that_may_stand_alone if {
	policies := array.concat(described.staging.network_policies, ["ingress-tests"])
	parity.rules.network_differs == testing.passes(3) with input as changed("staging", "network_policies", policies) with data.parity.only_in as only_in_staging
	count(parity.rules.network_differs.findings) == 1 with input as changed("production", "network_policies", policies) with data.parity.only_in as only_in_staging
}

differs(shown) := testing.finds(3, [testing.finding(services[0].id, ["environments", "staging", "services"], shown)])

test_a_service_of_another_version if {
	list := testing.patched(services, 0, {"version": "17.5"})
	parity.rules.services_differ == differs({"staging": "17.5", "production": "17.6"}) with input as changed("staging", "services", list)
	parity.rules.services_differ == differs({"staging": "17.6", "production": "17.5"}) with input as changed("production", "services", list)
}

test_a_service_of_other_bytes if {
	list := testing.patched(services, 0, {"digest": "sha256:aa"})
	parity.rules.services_differ == differs({"staging": "17.6@sha256:aa", "production": "17.6"}) with input as changed("staging", "services", list)
	parity.rules.services_differ == testing.passes(3) with input as alike("services", list)
}

test_a_service_in_two_versions if {
	list := array.concat(services, [{"id": services[0].id, "version": "16.1"}])
	parity.rules.services_differ == differs({"staging": "16.1 and 17.6", "production": "17.6"}) with input as changed("staging", "services", list)
	parity.rules.services_differ == testing.passes(3) with input as alike("services", list)
}

test_a_service_that_only_one_has if {
	list := array.concat(services, [{"id": "replayer", "version": "1.0.0"}])
	every environment, shown in {
		"staging": {"staging": "1.0.0", "production": "nothing"},
		"production": {"staging": "nothing", "production": "1.0.0"},
	} {
		parity.rules.services_differ == testing.finds(
			4,
			[testing.finding("replayer", ["environments", "staging", "services"], shown)],
		) with input as changed(environment, "services", list)
	}
	parity.rules.services_differ == testing.passes(4) with input as changed("staging", "services", list) with data.parity.only_in as only_in_staging
	count(parity.rules.services_differ.findings) == 1 with input as changed("production", "services", list) with data.parity.only_in as only_in_staging
	parity.rules.services_differ == testing.passes(4) with input as changed("production", "services", list) with data.parity.only_in as {"production": {"services": ["replayer"]}}
}

test_versions_that_agree_far_enough if {
	list := testing.patched(services, 2, {"version": "1.13.9"})
	id := services[2].id
	parity.rules.services_differ == testing.passes(3) with input as changed("staging", "services", list) with data.parity.versions as {id: 2}
	every parts in array.concat(testing.wrong, [0, -1, 1.5, 3]) {
		count(parity.rules.services_differ.findings) == 1 with input as changed("staging", "services", list) with data.parity.versions as {id: parts}
	}
}

test_no_services_anywhere if {
	parity.rules.services_differ == testing.not_applicable with input as alike("services", [])
	parity.rules.environment_undescribed == testing.passes(6) with input as alike("services", [])
	count(parity.rules.services_differ.findings) == 3 with input as changed("staging", "services", [])
}

infrastructure(fields) := testing.release("environments", object.union(
	object.remove(described, ["infrastructure"]),
	{"infrastructure": object.union(object.remove(described.infrastructure, object.keys(fields)), fields)},
))

test_infrastructure_without_version if {
	every version in array.concat([one | some one in testing.wrong; one != "text"], ["latest", "main", "HEAD"]) {
		count(parity.rules.infrastructure_unversioned.findings) == 1 with input as infrastructure({"version": version})
	}
	every source in [one | some one in testing.wrong; one != "text"] {
		count(parity.rules.infrastructure_unversioned.findings) == 1 with input as infrastructure({"source": source})
	}
	parity.rules.infrastructure_unversioned == testing.finds(
		1,
		[testing.finding("infrastructure", ["environments", "infrastructure"], {"version": "main"})],
	) with input as infrastructure({"version": "main"})
}

test_infrastructure_that_nobody_else_reviewed if {
	every who in ["nobody", "measurer", "ada", ""] {
		parity.rules.infrastructure_unreviewed == testing.finds(
			1,
			[testing.finding(who, ["environments", "infrastructure", "reviewed_by"], {})],
		) with input as infrastructure({"reviewed_by": who})
	}
	every value in testing.wrong {
		content({"infrastructure_unreviewed"}) == set() with input as changed("infrastructure", "reviewed_by", value)
		content({"infrastructure_unreviewed", "infrastructure_unversioned"}) == set() with input as testing.release(
			"environments",
			object.union(object.remove(described, ["infrastructure"]), {"infrastructure": value}),
		)
	}
	parity.rules.infrastructure_unreviewed == testing.finds(
		1,
		[testing.finding("nothing", ["environments", "infrastructure", "reviewed_by"], {})],
	) with input as testing.release("environments", object.remove(described, ["infrastructure"]))
}

test_nobody_is_known_to_be_another_without_the_facts if {
	every name in ["principals", "authors"] {
		content({"infrastructure_unreviewed"}) == set() with input as object.remove(testing.ready, [name])
		every value in [one | some one in testing.wrong; not is_array(one)] {
			content({"infrastructure_unreviewed"}) == set() with input as testing.fact(name, value)
		}
	}
}

test_tiers_from_medium_on_ask_for_it if {
	bare := object.remove(testing.ready.release, ["environments"])
	every tier, names in {
		"low": object.keys(parity.rules),
		"medium": set(),
		"high": set(),
		"critical": set(),
	} {
		facts := testing.fact("release", object.union(bare, {"tier": tier, "profiles": [], "traits": {}}))
		testing.content(parity.rules) == names with input as facts
	}
}

# Policy on policy: what is allowed is a limit.
test_allowed_differences_limit_something if {
	every allowed in data.parity.resources {
		allowed.min_share > 0
		allowed.max_share >= allowed.min_share
	}
	every parts in data.parity.versions {
		parts >= 1
	}
	count(data.parity.moving) > 0
	every name in ["staging", "production"] {
		every part in ["network_policies", "services"] {
			is_array(data.parity.only_in[name][part])
		}
	}
}
