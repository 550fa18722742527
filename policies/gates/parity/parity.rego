# METADATA
# title: Parity
# description: >-
#   Whether a test in staging tells something about production: the same resources, network and services, within the
#   differences that policies/data/parity.yaml allows, and both from infrastructure-as-code that somebody else reviewed.
package gates.parity

import data.lib.demands
import data.lib.finding
import data.lib.people
import data.lib.release
import data.lib.result

is_demanded := "staging-mirrored" in demands.practices

environments := release.part("environments")

names := ["staging", "production"]

# METADATA
# title: Both environments are described
# description: What is not written down can not be compared, and two empty lists are always the same.
# custom:
#   code: parity.environment_undescribed
#   severity: block
#   ground: said
#   message: "It is not said, or not for each of them, which {part} {environment} has"
#   remedy: "Write `environments.{environment}.{part}`. Services need id and version; `services: []` says that there is none."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: ISO/IEC 42001, section: A.4.5}
#   depends_on: [release.environments, release.tier]
rules.environment_undescribed := result.when(is_demanded, descriptions, {found |
	some one in descriptions
	not is_described(one)
	found := finding.of(
		$"{one.environment}.{one.part}",
		["environments", one.environment, one.part],
		{"environment": one.environment, "part": one.part},
	)
})

descriptions := [{"environment": environment, "part": part} |
	some environment in names
	some part in ["resources", "network_policies", "services"]
]

is_described(one) if {
	one.part == "resources"
	resources := environments[one.environment].resources
	is_object(resources)
	count(resources) > 0
	every value in resources {
		finding.is_scalar(value)
	}
}

is_described(one) if {
	one.part == "network_policies"
	policies := environments[one.environment].network_policies
	is_array(policies)
	count(policies) > 0
	every policy in policies {
		release.says(policy)
	}
}

is_described(one) if {
	one.part == "services"
	services := environments[one.environment].services
	is_array(services)
	every service in services {
		release.says(service.id)
		has_version(service)
	}
}

# A version that means the same tomorrow.
has_version(item) if {
	release.says(item.version)
	count({lower(item.version)} & moving) == 0
}

moving contains word if some word in data.parity.moving

# METADATA
# title: The resources are the same
# description: What fits in staging and not in production is found out by customers.
# custom:
#   code: parity.resources_differ
#   severity: block
#   ground: said
#   message: "{subject} is {staging} in staging, {production} in production"
#   remedy: "Make them the same, or have the difference allowed in policies/data/parity.yaml."
#   references:
#     - {framework: NIST AI RMF, section: MEASURE 2.3}
#     - {framework: ISO/IEC 42001, section: A.4.5}
#     - {framework: SOC 2, section: A1.1}
#   depends_on: [release.environments, release.tier]
rules.resources_differ := result.when(is_demanded, keys, {found |
	some key in keys
	not is_same_resource(key)
	found := finding.of($"{key}", ["environments", "staging", "resources"], {
		"staging": finding.show(environments, ["staging", "resources", key]),
		"production": finding.show(environments, ["production", "resources", key]),
	})
})

keys contains key if {
	some name in names
	some key, _ in environments[name].resources
}

is_same_resource(key) if environments.staging.resources[key] == environments.production.resources[key]

is_same_resource(key) if {
	allowed := data.parity.resources[key]
	number := environments.staging.resources[key]
	is_number(number)
	number >= allowed.min_share * environments.production.resources[key]
	number <= allowed.max_share * environments.production.resources[key]
}

# METADATA
# title: The network is the same
# description: A connection that only production forbids works in every test, and fails on the first day.
# custom:
#   code: parity.network_differs
#   severity: block
#   ground: said
#   message: "The network policy {subject} is not in {environment}"
#   remedy: "Apply it there too, or have the difference allowed in policies/data/parity.yaml."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.5}
#     - {framework: SOC 2, section: CC6.6}
#   depends_on: [release.environments, release.tier]
rules.network_differs := result.when(is_demanded, network_policies, {found |
	some policy in network_policies
	some environment, other in {"staging": "production", "production": "staging"}
	not is_applied(policy, environment)
	not may_stand_alone(policy, other, "network_policies")
	found := finding.of($"{policy}", ["environments", environment, "network_policies"], {"environment": environment})
})

network_policies contains policy if {
	some name in names
	some policy in environments[name].network_policies
}

is_applied(policy, environment) if policy in environments[environment].network_policies

may_stand_alone(id, environment, part) if id in data.parity.only_in[environment][part]

# METADATA
# title: The services around it are the same
# description: Another version of a database or a provider is another system than the one that was tested.
# custom:
#   code: parity.services_differ
#   severity: block
#   ground: said
#   message: "{subject} is {staging} in staging, {production} in production"
#   remedy: "Run the same version in both, or have the difference allowed in policies/data/parity.yaml."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 6.1}
#     - {framework: NIST AI RMF, section: MANAGE 3.1}
#     - {framework: ISO/IEC 42001, section: A.10.3}
#     - {framework: SOC 2, section: CC9.2}
#   depends_on: [release.environments, release.tier]
rules.services_differ := result.when(is_service_asked, services, {found |
	some id in services
	not is_same_service(id)
	found := finding.of($"{id}", ["environments", "staging", "services"], {
		"staging": shown(id, "staging"),
		"production": shown(id, "production"),
	})
})

# Where both say that there is none, there is nothing to compare.
is_service_asked := false if {
	is_demanded
	environments.staging.services == []
	environments.production.services == []
}

else := is_demanded

services contains service.id if {
	some name in names
	some service in environments[name].services
}

is_same_service(id) if running.staging[id] == running.production[id]

is_same_service(id) if {
	not running.production[id]
	may_stand_alone(id, "staging", "services")
}

is_same_service(id) if {
	not running.staging[id]
	may_stand_alone(id, "production", "services")
}

is_same_service(id) if {
	data.parity.versions[id] >= 1
	leading := leading_parts(id, "staging")
	count(leading) > 0
	leading == leading_parts(id, "production")
}

# The versions of each service, by environment. The bytes are part of a version where they are named.
running[name][service.id] contains version if {
	some name in names
	some service in environments[name].services
	version := trim_suffix(concat("@", [service.version, object.get(service, "digest", "")]), "@")
}

# Empty where the number of parts makes no sense.
leading_parts(id, name) := {parts |
	some version in running[name][id]
	parts := array.slice(split(version, "."), 0, data.parity.versions[id])
}

shown(id, name) := versions if versions := concat(" and ", running[name][id])

else := "nothing"

# METADATA
# title: Infrastructure is code with a version
# description: Both environments come from one source at one version, so that either can be made again.
# custom:
#   code: parity.infrastructure_unversioned
#   severity: block
#   ground: said
#   message: "The infrastructure has no source, or no version that stays what it is: {version}"
#   remedy: "Set `environments.infrastructure.source` (a file, or an address) and `version` (a tag or commit; no branch)."
#   references:
#     - {framework: ISO/IEC 42001, section: A.4.5}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.5.1}
#   depends_on: [release.environments, release.tier]
rules.infrastructure_unversioned := result.when(is_demanded, [infrastructure], {found |
	not is_versioned
	found := finding.of("infrastructure", ["environments", "infrastructure"], {
		"version": finding.show(environments, ["infrastructure", "version"]),
	})
})

infrastructure := object.get(input.release, ["environments", "infrastructure"], {})

is_versioned if {
	release.says(infrastructure.source)
	has_version(infrastructure)
}

# METADATA
# title: Somebody else reviewed the infrastructure
# description: Whoever wrote it sees what was meant, not what is written.
# custom:
#   code: parity.infrastructure_unreviewed
#   severity: block
#   ground: said
#   message: "The infrastructure was reviewed by {subject}, who is not a person of the trust root or is an author of the release"
#   remedy: "Ask somebody who did not write it, and set `environments.infrastructure.reviewed_by` to their id in policies/trust/root.yaml."
#   references:
#     - {framework: NIST AI RMF, section: GOVERN 2.1}
#     - {framework: ISO/IEC 42001, section: A.3.2}
#     - {framework: SOC 2, section: CC8.1}
#     - {framework: PCI DSS 4.0, section: 6.2.3.1}
#   depends_on: [release.environments, release.tier, principals, authors]
rules.infrastructure_unreviewed := result.when(is_demanded, [infrastructure], {found |
	not is_reviewed_by_another
	found := finding.of(
		finding.show(environments, ["infrastructure", "reviewed_by"]),
		["environments", "infrastructure", "reviewed_by"],
		{},
	)
})

is_reviewed_by_another if {
	people.is_person(infrastructure.reviewed_by)
	is_array(input.authors)
	not infrastructure.reviewed_by in input.authors
}
