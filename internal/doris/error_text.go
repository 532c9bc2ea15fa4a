// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"regexp"
	"strings"
)

// chatter is what the clients of storages add to what a storage said: nobody can act on it, and it buries what can be acted
// on. Each pattern is replaced, in this order.
var chatter = []struct {
	pattern *regexp.Regexp
	by      string
}{
	// Stack traces of Java, cut off or whole, on one line or many: "at org.apache.hadoop.ipc.Client.call(Client.java:1475)".
	{regexp.MustCompile(`\s+at\s+(?:[\w.@-]*/{1,2})*[\w$]+(?:\.[\w$<>]+)+\([^()\n]*\)(?:\s+~?\[[^\]]*\])?`), ""},
	{regexp.MustCompile(`\s+at\s+(?:org\.apache|java|javax|jdk|sun|com\.sun|com\.amazonaws|software\.amazon|com\.azure|reactor|scala)\.[\w.$<>/]+(?:\([^()\n]*$)?`), ""},
	{regexp.MustCompile(`\s+\.\.\. \d+ (?:more|common frames omitted)`), ""},
	// And of the backends: "0#  doris::io::S3FileWriter::close() at /.../status.h:463".
	{regexp.MustCompile(`\s+\d+#\s+(?:\?|\S[^\n]*? at /\S+)`), ""},
	// The SDKs of AWS: "(Service: S3, Status Code: 403, Request ID: 1, Extended Request ID: 2) (SDK Attempt Count: 1)".
	{regexp.MustCompile(`(^|[\s:])null\s*\(Service: [^()]*?Status Code: (\d+)[^()]*(?:\)|$)`), "${1}HTTP status ${2}"},
	{regexp.MustCompile(`\s*\((?:Service: |SDK Attempt Count: |Status Code: \d+[;,])[^()]*(?:\)|$)`), ""},
	{regexp.MustCompile(`,?\s*S3 Extended Request ID: [^\s,;:)]*(?::\s*[\w ]+$)?`), ""},
	{regexp.MustCompile(`\b(?:software\.amazon\.awssdk|com\.amazonaws|com\.azure)\.(?:[\w$]+\.)*[\w$]+(?:Exception|Error): `), ""},
	// The SDKs of Azure. Its advice is for those who sign requests themselves.
	{regexp.MustCompile(`If you are using an? (?:StorageSharedKeyCredential|SAS token),[^.]*(?:\.|$)\s*`), ""},
	{regexp.MustCompile(`To log the string to sign,[^.]*(?:\.|$)\s*`), ""},
	{regexp.MustCompile(`Please remember to disable 'Azure-Storage-Log-String-To-Sign'[^.]*(?:\.|$)\s*`), ""},
	{regexp.MustCompile("\"?[?\uFEFF]*<\\?xml[^>]*\\?>\\s*"), ""},
	{regexp.MustCompile(`(?s)<(\w*Detail)>.*?(?:</\w*Detail>|$)`), ""},
	{regexp.MustCompile(`(?s)<Error>\s*<Code>([^<]*)</Code>\s*<Message>([^<]*)`), "${1}: ${2}"},
	{regexp.MustCompile(`</?(?:Error|Message|Code|RequestId|HostId|Resource|BucketName)>\s*`), ""},
	// Numbers of one request, which help the storage's own operators at most.
	{regexp.MustCompile(`(?i)[,;(]?\s*\b(?:x-(?:amz|ms)-)?(?:extended )?request[ _-]?id\s*[:=]\s*[^\s,;:)"]+\)?`), ""},
	{regexp.MustCompile(`\s*\bTime:\d{4}-\d\d-\d\dT[\d:.]+Z?`), ""},
}

var (
	spaces   = regexp.MustCompile(`[ \t]{2,}`)
	dangling = regexp.MustCompile(`([.!])"$`)
)

// Plain is a text of Doris as a person can read it: without the stack traces of Java, and without what the SDKs of the storages
// put around the storage's answer (their class names, status codes, request ids, hints to programmers). Decisions are made by the
// whole text.
func Plain(text string) string {
	plain := text
	for _, c := range chatter {
		plain = c.pattern.ReplaceAllString(plain, c.by)
	}
	if plain == text {
		return text
	}
	plain = strings.TrimSpace(spaces.ReplaceAllString(plain, " "))
	if strings.Count(plain, `"`)%2 == 1 {
		plain = dangling.ReplaceAllString(plain, "$1")
	}
	if plain = strings.TrimRight(plain, " :,;"); plain == "" {
		return text
	}
	return plain
}

var (
	envelope  = regexp.MustCompile(`(?:[A-Za-z_$][\w$]*(?:\.[\w$]+)+: )?errCode = \d+, detailMessage = `)
	expecting = regexp.MustCompile(`expecting \{[^\n]*\}`)
)

// detailMessage takes Doris's own words out of a message: without the envelopes around it (they nest) and without the
// parser's list of all its key words.
func detailMessage(message string) string {
	text := envelope.ReplaceAllString(message, "")
	text = expecting.ReplaceAllString(text, "expecting {...}")
	return strings.TrimSpace(text)
}
