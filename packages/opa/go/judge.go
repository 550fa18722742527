package main

import (
	"context"
	"encoding/base64"
	"runtime"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/compile"
	"github.com/open-policy-agent/opa/v1/format"
	versions "github.com/open-policy-agent/opa/v1/version"
)

func version(operation) (any, error) {
	return map[string]any{"opa": versions.Version, "go": runtime.Version()}, nil
}

func check(one operation) (any, error) {
	modules, _, err := compiled(one)
	if err != nil {
		return nil, err
	}
	return map[string]any{"modules": len(modules)}, nil
}

func compiled(one operation) (map[string]*ast.Module, *ast.Compiler, error) {
	capabilities, err := capabilitiesOf(one)
	if err != nil {
		return nil, nil, err
	}
	modules, err := parse(one.Sources, capabilities)
	if err != nil {
		return nil, nil, err
	}
	compiler, err := compilerFor(one, capabilities)
	if err != nil {
		return nil, nil, err
	}
	if compiler.Compile(modules); compiler.Failed() {
		return nil, nil, compiler.Errors
	}
	return modules, compiler, nil
}

func formatSources(one operation) (any, error) {
	if len(one.Sources) == 0 {
		return nil, problem{Code: "opa_no_sources", Message: "no Rego was given"}
	}
	formatted := make([]source, 0, len(one.Sources))
	for _, file := range one.Sources {
		text, err := format.SourceWithOpts(file.Path, []byte(file.Text), format.Opts{RegoVersion: ast.RegoV1})
		if err != nil {
			return nil, err
		}
		formatted = append(formatted, source{Path: file.Path, Text: string(text)})
	}
	return formatted, nil
}

// compileWasm first checks as `check` does, because its errors have places and the bundle compiler's do not all.
func compileWasm(one operation) (any, error) {
	if len(one.Entrypoints) == 0 {
		return nil, problem{Code: "opa_no_entrypoint", Message: "no entrypoint was given"}
	}
	modules, _, err := compiled(one)
	if err != nil {
		return nil, err
	}
	capabilities, err := capabilitiesOf(one)
	if err != nil {
		return nil, err
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
		return nil, err
	}
	built := compiler.Bundle()
	if len(built.WasmModules) != 1 {
		return nil, problem{Code: "opa_no_wasm", Message: "the compiler gave no wasm module"}
	}
	return map[string]any{
		"wasm":        base64.StdEncoding.EncodeToString(built.WasmModules[0].Raw),
		"entrypoints": one.Entrypoints,
	}, nil
}
