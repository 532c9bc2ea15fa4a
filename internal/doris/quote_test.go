// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"strings"
	"testing"
)

// nereids reads a quoted text as the parser of 4.0 and newer does: doubled delimiters first, then backslashes
// (DORIS.md "Quoting").
func nereids(quoted string) string {
	delimiter := quoted[:1]
	return unescape(strings.ReplaceAll(quoted[1:len(quoted)-1], delimiter+delimiter, delimiter))
}

// legacy reads it as the older parsers do: backslashes first.
func legacy(quoted string) string {
	delimiter := quoted[:1]
	return strings.ReplaceAll(unescape(quoted[1:len(quoted)-1]), delimiter+delimiter, delimiter)
}

// unescape decodes backslashes: known letters, wild cards that keep theirs, and the rest without it.
func unescape(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out.WriteByte(text[i])
			continue
		}
		i++
		switch text[i] {
		case 'n':
			out.WriteByte('\n')
		case 't':
			out.WriteByte('\t')
		case 'r':
			out.WriteByte('\r')
		case 'b':
			out.WriteByte('\b')
		case '0':
			out.WriteByte(0)
		case 'Z':
			out.WriteByte(26)
		case '%', '_':
			out.WriteByte('\\')
			out.WriteByte(text[i])
		default:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}

// token is a piece of a statement: a quoted text, a quoted name, or one other character.
type token struct {
	kind byte // '"', '`' or 0
	text string
}

// scan cuts a statement into tokens as both lexers do: a quoted text ends at a delimiter that is neither doubled nor
// after a backslash; in backquotes a backslash is nothing special. ok is false when a quote stays open.
func scan(sql string) (tokens []token, ok bool) {
	for i := 0; i < len(sql); {
		delimiter := sql[i]
		if delimiter != '"' && delimiter != '\'' && delimiter != '`' {
			tokens = append(tokens, token{0, sql[i : i+1]})
			i++
			continue
		}
		end := i + 1
		for {
			if end >= len(sql) {
				return tokens, false
			}
			if sql[end] == '\\' && delimiter != '`' {
				end += 2
				continue
			}
			if sql[end] == delimiter {
				if end+1 < len(sql) && sql[end+1] == delimiter {
					end += 2
					continue
				}
				break
			}
			end++
		}
		tokens = append(tokens, token{delimiter, sql[i : end+1]})
		i = end + 1
	}
	return tokens, true
}

// FuzzQuoting checks value -> statement -> parser -> value for both parsers: whatever is in a value or a name, it
// arrives as it was and nothing of it becomes a part of the statement.
func FuzzQuoting(f *testing.F) {
	for _, seed := range []string{
		"", "plain", `"`, `""`, `\`, `\\`, `\"`, `"\`, `'`, `\'`, "`", "``", "a`b", `%`, `\%`, `\_`, `\n`, "\n", "\x00", "\x1a",
		`"; DROP DATABASE shop; --`, `\"; DROP DATABASE shop; --`, "`; DROP DATABASE shop; --", "é", "日本語", "/*+ x */", "\xff",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, value, name string) {
		st, err := createRepository(RepositorySpec{Name: name, Location: "s3://bucket/path", Storage: "S3", Properties: map[string]string{"k": value}})
		if err != nil {
			t.Fatal(err)
		}
		tokens, ok := scan(st.text)
		if !ok {
			t.Fatalf("a quote stays open: %q", st.text)
		}
		var quoted []token
		rest := ""
		for _, token := range tokens {
			if token.kind == 0 {
				rest += token.text
				continue
			}
			quoted = append(quoted, token)
		}
		if want := "CREATE REPOSITORY  WITH S3 ON LOCATION  PROPERTIES(=)"; rest != want {
			t.Fatalf("something broke out of the quotes: %q in %q", rest, st.text)
		}
		if len(quoted) != 4 {
			t.Fatalf("%d quoted pieces in %q", len(quoted), st.text)
		}
		if got := strings.ReplaceAll(quoted[0].text[1:len(quoted[0].text)-1], "``", "`"); quoted[0].kind != '`' || got != name {
			t.Errorf("name: got %q, want %q", got, name)
		}
		if got := nereids(quoted[3].text); got != value {
			t.Errorf("4.x reads %q, want %q", got, value)
		}
		if got := legacy(quoted[3].text); got != value {
			t.Errorf("older lines read %q, want %q", got, value)
		}
	})
}
