// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// Each piece of knowledge stands in one file of the product: what is part of a string elsewhere is written down twice. The
// stand-in has its own, because it must not learn from the provider.
func TestKnowledgeStandsOnce(t *testing.T) {
	homes := map[string]string{
		"__palo_repository_": "internal/doris/repository_files.go",
		"__ss_":              "internal/doris/repository_files.go",
		"__info_":            "internal/doris/repository_files.go",
		"__meta":             "internal/doris/repository_files.go",
	}
	product := []string{"internal/doris/", "internal/job/", "internal/explain/", "internal/provider/", "internal/objectstore/", "internal/retention/"}
	for _, file := range goFiles(t) {
		isProduct := slices.ContainsFunc(product, func(folder string) bool { return strings.HasPrefix(file, folder) })
		if !isProduct || strings.HasSuffix(file, "_test.go") || strings.Contains(file, "providertest/") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			continue
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			literal, ok := node.(*ast.BasicLit)
			for words, home := range homes {
				if ok && literal.Kind == token.STRING && file != home && strings.Contains(literal.Value, words) {
					t.Errorf("%s knows of %s, which belongs into %s: %s", file, words, home, literal.Value)
				}
			}
			return true
		})
	}
}
