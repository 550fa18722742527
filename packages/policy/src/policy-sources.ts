/** A policy as text: Rego modules without their tests, and the data beside them. */
export interface PolicySources {
  modules: { path: string; text: string }[];
  data: Record<string, unknown>;
}
