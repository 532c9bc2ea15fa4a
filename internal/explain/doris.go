// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// DorisError says an error of the doris package. database, where it is known, makes the GRANT exact.
func (p Provider) DorisError(database string, err error) Text {
	var unreachable *doris.Unreachable
	if errors.As(err, &unreachable) {
		return p.unreachableText(unreachable)
	}
	var answer *doris.Error
	if !errors.As(err, &answer) {
		return says("Doris could not be asked", "A statement could not be sent, or its answer could not be read: "+err.Error()+".", "",
			"Apply again. If it stays, TF_LOG=debug shows the last statement.")
	}
	if doris.LoginRefused(err) {
		return says("Doris refuses the login",
			fmt.Sprintf("User %q cannot log in at %s.", p.Username, answer.Endpoint), answer.Message, p.loginAdvice(err))
	}
	switch answer.Kind {
	case doris.KindAccessDenied:
		return says("The Doris user lacks a privilege",
			fmt.Sprintf("User %q may not run %s.", p.Username, answer.Statement), answer.Message,
			"As an administrator run: "+GrantFor(answer.Message, p.Username, database))
	case doris.KindCancelled:
		happened := fmt.Sprintf("%s was not answered in time.", answer.Statement)
		if errors.Is(err, context.Canceled) {
			happened = fmt.Sprintf("%s was interrupted.", answer.Statement)
		}
		return says("The operation ended early", happened, "", "Apply again. If the frontend answers slowly, raise timeouts.")
	case doris.KindConnectionLost:
		return noAnswerText(answer)
	case doris.KindNotMaster:
		return says("Doris has no master frontend", fmt.Sprintf("%s was not carried out: %s knows no master.", answer.Statement, answer.Endpoint),
			answer.Message, "Wait until the frontends have elected one (SHOW FRONTENDS, column IsMaster) and apply again.")
	}
	return says("Doris refused a statement", fmt.Sprintf("%s was refused by %s.", answer.Statement, answer.Endpoint),
		answer.Message, CorrectAndApply)
}

// unreachableText is said where no frontend let the user in.
func (p Provider) unreachableText(err *doris.Unreachable) Text {
	if err.Crowded() {
		return says("Doris lets no further connection in", "No frontend has a connection left: "+err.Error()+".", "",
			fmt.Sprintf("Close sessions that are not needed (SHOW PROCESSLIST), let Terraform do less at a time (-parallelism=2), or raise the limit of the user as an administrator: SET PROPERTY FOR '%s' 'max_user_connections' = '100';", quoted(p.Username)))
	}
	return says("Doris cannot be reached", "None of the frontends answered: "+err.Error()+".", "", unreachableAdvice(err))
}

// loginAdvice is what to do about a refused login.
func (p Provider) loginAdvice(err error) string {
	user := "'" + quoted(p.Username) + "'"
	switch {
	case doris.PasswordExpired(err):
		return "Give the user a new password as an administrator, and the provider too: ALTER USER " + user + " IDENTIFIED BY '...';"
	case doris.AccountLocked(err):
		return "Correct password of the provider (DORIS_PASSWORD) first; then wait until the lock ends, or end it as an administrator: ALTER USER " + user + " ACCOUNT_UNLOCK;"
	}
	return "Correct username and password of the provider (DORIS_USERNAME, DORIS_PASSWORD). If both are right, the user may not be allowed to connect from this machine: SHOW ALL GRANTS lists users with their hosts."
}

// quoted is a name inside single quotes.
func quoted(name string) string { return strings.ReplaceAll(name, "'", "''") }

// CorrectAndApply is what to do where nothing better is known.
const CorrectAndApply = "Correct what Doris names and apply again."

// noAnswerText is of a statement without an answer. Without a code the words are not Doris's: it said nothing.
func noAnswerText(answer *doris.Error) Text {
	why, words := "the connection broke before the answer came", ""
	switch {
	case answer.Code != 0:
		why, words = "no frontend carried it out to the end", answer.Message
	case errors.Is(answer, context.DeadlineExceeded):
		why = "no answer came in the time that was left"
	case errors.Is(answer, context.Canceled):
		why = "the apply was interrupted before the answer came"
	}
	happened := fmt.Sprintf("%s was sent to %s, but %s", answer.Statement, answer.Endpoint, why)
	if verb, _, _ := strings.Cut(answer.Statement, " "); verb != "SHOW" && verb != "SELECT" {
		happened += "; whether it took effect is not known"
	}
	return says("The connection to Doris was lost", happened+".", words, "Apply again: it looks at what is there before it sends anything.")
}

var (
	NeededPrivileges = regexp.MustCompile(`\(at least one of\) the \(([^)]*)\) privilege`)
	deniedDatabase   = regexp.MustCompile(`to database '([^']+)'`)
)

// GrantFor writes the GRANT that an administrator has to run, from what Doris says it needs (recorded: privileges).
// "Access denied for user 'u' to database 'd'" names no privilege; LOAD is what backups and restores need there.
func GrantFor(message, username, database string) string {
	privilege := ""
	if m := NeededPrivileges.FindStringSubmatch(message); m != nil {
		privilege = strings.TrimSuffix(strings.ToUpper(strings.FieldsFunc(m[1], func(r rune) bool { return r == '/' || r == ',' })[0]), "_PRIV")
	}
	if m := deniedDatabase.FindStringSubmatch(message); m != nil {
		database = strings.TrimPrefix(m[1], "internal.")
		if privilege == "" {
			privilege = "LOAD"
		}
	}
	scope := "*.*.*"
	switch {
	case privilege == "":
		privilege = "ADMIN"
	case privilege == "ADMIN", privilege == "OPERATOR":
	case database != "":
		scope = "internal." + doris.Identifier(database) + ".*"
	}
	return fmt.Sprintf("GRANT %s_PRIV ON %s TO '%s';", privilege, scope, quoted(username))
}
