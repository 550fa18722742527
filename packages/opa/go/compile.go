package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
)

func compileWasm(one operation) (any, error) {
	wasm, _, err := build(one)
	if err != nil {
		return nil, err
	}
	return map[string]any{"wasm": wasm, "entrypoints": one.Entrypoints}, nil
}

// prepare is compile and annotations over the same parsed modules.
func prepare(one operation) (any, error) {
	wasm, found, err := build(one)
	if err != nil {
		return nil, err
	}
	return map[string]any{"wasm": wasm, "annotations": found}, nil
}

// build gives the wasm and the METADATA of its sources. The bundle compiler compiles the modules itself, so that
// checking first would double the time; but it knows neither schemas nor strictness, and its errors do not all have
// places. So `check` comes first where it can find more, and after a failure to say what is wrong where.
func build(one operation) ([]byte, []annotation, error) {
	// To OPA, an empty one is the whole of data.
	if len(one.Entrypoints) == 0 || slices.Contains(one.Entrypoints, "") {
		return nil, nil, problem{Code: "opa_no_entrypoint", Message: "no entrypoint was given, or an empty one"}
	}
	capabilities, err := capabilitiesOf(one)
	if err != nil {
		return nil, nil, err
	}
	modules, err := parse(one.Sources, capabilities)
	if err != nil {
		return nil, nil, err
	}
	if one.Strict || len(one.Schemas) > 0 || namesSchemas(modules) {
		if _, err := checked(one, modules, capabilities); err != nil {
			return nil, nil, err
		}
	}
	// Before the compiler takes the entrypoints out of the modules.
	found, err := annotationsOf(slices.Collect(maps.Values(modules)))
	if err != nil {
		return nil, nil, err
	}
	policy := &bundle.Bundle{Data: map[string]any{}}
	policy.Manifest.Init()
	for _, file := range one.Sources {
		policy.Modules = append(policy.Modules, bundle.ModuleFile{
			URL: file.Path, Path: file.Path, Raw: []byte(file.Text), Parsed: modules[file.Path],
		})
	}
	compiler := compile.New().
		WithTarget(compile.TargetWasm).
		WithCapabilities(capabilities).
		WithEntrypoints(one.Entrypoints...).
		WithRegoVersion(ast.RegoV1).
		WithEnablePrintStatements(false).
		WithBundle(policy)
	if err := compiler.Build(context.Background()); err != nil {
		return nil, nil, explain(err, one, modules, capabilities)
	}
	built := compiler.Bundle()
	if len(built.WasmModules) != 1 {
		return nil, nil, problem{Code: "opa_no_wasm", Message: "the compiler gave no wasm module"}
	}
	return built.WasmModules[0].Raw, found, nil
}

func namesSchemas(modules map[string]*ast.Module) bool {
	for _, module := range modules {
		for _, about := range module.Annotations {
			if len(about.Schemas) > 0 {
				return true
			}
		}
	}
	return false
}

// explain says why a build failed: what `check` finds, else every entrypoint that names nothing, else OPA's own words.
func explain(failure error, one operation, modules map[string]*ast.Module, capabilities *ast.Capabilities) error {
	compiler, err := checked(one, modules, capabilities)
	if err != nil {
		return err
	}
	var unknown problemList
	for _, entrypoint := range one.Entrypoints {
		path := ast.DefaultRootRef
		for step := range strings.SplitSeq(entrypoint, "/") {
			path = path.Append(ast.StringTerm(step))
		}
		if len(compiler.GetRules(path)) == 0 {
			unknown = append(unknown, problem{
				Code: "opa_unknown_entrypoint", Message: "the entrypoint " + entrypoint + " names no package and no rule",
			})
		}
	}
	if len(unknown) > 0 {
		return unknown
	}
	return failure
}
