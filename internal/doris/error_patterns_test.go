// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package doris

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// recordedKinds says for every message of the recordings, by its beginning, what it must be taken for.
var recordedKinds = []struct {
	beginning string
	kind      Kind
}{
	{"Access denied for user '", KindAccessDenied},
	{"Access denied; you need (at least one of) the (", KindAccessDenied},
	{"Unknown database '", KindUnknownDatabase},
	{"Can't drop database 'tstates'; database doesn't exist", KindUnknownDatabase},
	{"Unknown table 'nope'", KindUnknownTable},
	{"Table [backup_jobs] does not exist in database [information_schema].", KindUnknownTable},
	{"Unknown partition p9 in tableorders", KindUnknownPartition},
	{"Repository does not exist", KindRepositoryMissing},
	{"Repository no_such_repo does not exist", KindRepositoryMissing},
	{"Repository norepo does not exist", KindRepositoryMissing},
	{"Repository repo_life does not exist", KindRepositoryMissing},
	{"repository not exist.", KindRepositoryMissing},
	{"Failed to create repository: repository with same name already exist: ", KindRepositoryExists},
	{"Repository repo is read only", KindRepositoryReadOnly},
	{"Repository ro is read only", KindRepositoryReadOnly},
	{"Backup or restore job is running on this repository. Can not drop it", KindRepositoryBusy},
	{"Repo can not ping with new s3 properties", KindRepositoryPing},
	{"Repository ping failed with new properties", KindRepositoryPing},
	{"Snapshot with name '", KindSnapshotExists},
	{"Failed to get info of snapshot '", KindSnapshotMissing}, // all of them because of a missing file
	{"Can only run one backup or restore job of a database at same time", KindJobRunning},
	{"No restore is currently running", KindNoJob},
	{"No backup job is currently running", KindNoJob},
	{"Failed to cancel job: Job with label ", KindNotCancellable},
	{"Partition p9 of table orders does not exist in snapshot", KindNotInSnapshot},
	{"Table nope does not exist in snapshot snap_b", KindNotInSnapshot},
	{"java.lang.UnsupportedOperationException", KindUnsupportedOperation},
	{"Storage Vault is only supported for cloud mode", KindUnsupportedOperation},
	{"mismatched input ", KindSyntax},
	{"extraneous input ", KindSyntax},
	{"Lost connection to MySQL server during query", KindConnectionLost},
	// What nobody decides on: it is quoted to the user.
	{"Both the access key and the secret key must be set.", KindOther},
	{"Currently does not support incremental backup", KindOther},
	{"Duplicated alias name: ", KindOther},
	{"Duplicated table: orders", KindOther},
	{"Failed to create repository: Errors while getting file status ", KindOther},
	{"Failed to create repository: errors while get file status ", KindOther},
	{"Failed to create repository: put object failed: ", KindOther},
	{"Failed to execute internal SQL. No backend available as scan node", KindNoBackend},
	{"Failed to find enough backend, ", KindOther},
	{"For input string: ", KindOther},
	{"Incorrect repository name '", KindOther},
	{"Invalid backup job content:weird", KindOther},
	{"Invalid backup job type: weird", KindOther},
	{"Invalid boolean property reserve_replica value: maybe", KindOther},
	{"Invalid export path", KindOther},
	{"Invalid meta version format: x", KindOther},
	{"Invalid replication allocation property: nonsense", KindOther},
	{"Invalid scheme: ", KindOther},
	{"Invalid timeout format: abc", KindOther},
	{"Label format error. regex: ", KindOther},
	{"Missing backup_timestamp property", KindOther},
	{"No backend available as scan node", KindNoBackend},
	{"No database selected", KindOther},
	{"No supported storage type found.", KindOther},
	{"Replication num should between 1 and 32767", KindOther},
	{"Table 'columns' is not a OLAP table", KindOther},
	{"Table 'encryption_keys' is not a OLAP table", KindOther},
	{"Table[orders]'s state(RESTORE) is not NORMAL.", KindOther},
	{"The table [", KindTableBusy},
	{"There is no scanNode Backend available.", KindNoBackend},
	{"Unexpected exception: Missing [s3.endpoint] in properties.", KindOther},
	{"Unknown backup job properties: ", KindOther},
	{"Unknown column '", KindUnknownColumn},
	{"Unknown or incorrect time zone: ", KindOther},
	{"Unknown restore job properties: ", KindOther},
	{"Where clause should looks like: ", KindOther},
	{"You must specify a location on the repository", KindOther},
	{"alter repository only support ak/sk/token info of s3.", KindOther},
	{"broker does not exist: nobroker", KindOther},
	{"get tablet data from backend: ", KindOther},
	{"send fragments failed.", KindNoBackend},
	{"timeout must be at least 10 min", KindOther},
}

func TestEveryRecordedMessage(t *testing.T) {
	used := make(map[string]bool)
	seen := 0
	for _, profile := range profiles {
		eachStep(t, profile, func(scenario string, s step) {
			if s.Error == nil {
				return
			}
			seen++
			text := detailMessage(s.Error.Message)
			for _, want := range recordedKinds {
				if !strings.HasPrefix(text, want.beginning) {
					continue
				}
				used[want.beginning] = true
				if got := kindOfMessage(text); got != want.kind {
					t.Errorf("%s/%s: %q is of kind %d, want %d", profile, scenario, text, got, want.kind)
				}
				return
			}
			t.Errorf("%s/%s: no kind is given for %q", profile, scenario, text)
		})
	}
	if seen < 200 {
		t.Errorf("only %d messages are recorded", seen)
	}
	for _, want := range recordedKinds {
		if !used[want.beginning] && want.beginning != "No backup job is currently running" {
			t.Errorf("nothing recorded begins with %q", want.beginning)
		}
	}
}

// Messages that the recordings lack: read from source, section in brackets.
func TestMessagesFromTheReference(t *testing.T) {
	for _, test := range []struct {
		message string
		kind    Kind
	}{
		{"Failed to create repository: failed to connect to the repo", KindRepositoryPing},                                  // 2.6
		{"Another backup or restore job is being submitted. Please wait and try again", KindSubmissionBusy},                 // 2.8
		{"Failed to list snapshot in repo: r, err: AccessDenied", KindRepositoryUnreadable},                                 // 3.3
		{"Failed to get info of snapshot 'l' because: Forbidden (Service: S3, Status Code: 403)", KindRepositoryUnreadable}, // 4.4
		{"ERROR: Failed to get info: timed out", KindRepositoryUnreadable},                                                  // 3.3
		{"Failed to get info: Expected one file with path: s3://b/__info_2001-01-01-00-00-00. get: 0", KindSnapshotMissing}, // 3.3
		{"Failed to get info: md5sum does not equal. local: 99914b93, remote: a1b2c3d4", KindSnapshotDamaged},               // 3.3
		{"Failed to get info of snapshot 'l' because: file name should contains checksum: s3://b/__info_x", KindSnapshotDamaged},
		{"Failed to read info from local file: Unexpected end of file", KindSnapshotDamaged},                               // 3.3
		{"No backup job is currently running", KindNoJob},                                                                  // 4.6
		{"denied", KindUnsupportedOperation},                                                                               // 7.3
		{"Unsupported operation", KindUnsupportedOperation},                                                                // 7.3
		{"BACKUP and RESTORE are not supported by the cloud mode yet", KindUnsupportedOperation},                           // 7.3
		{"Restore is an experimental feature in cloud mode. Set config `x` = `true` to enable.", KindUnsupportedOperation}, // 7.3
		{"not supported now.", KindUnsupportedOperation},                                                                   // 2.2
		{"USAGE denied to user 'u'@'%' for storage vault 'v'", KindAccessDenied},                                           // 2.2
		{"Permission denied: user ['u'@'%'] does not have privilege for [Select_priv] command on [internal].[shop].[orders]", KindAccessDenied},
		{"ParseException, msg: no viable alternative at input 'BACKUP'", KindSyntax},                                             // 7.1
		{"Syntax error in line 1:\nBACKUP SNAPSHOT minio-repo\n                    ^\nEncountered: -", KindSyntax},               // 7.1
		{"Current catalog is not ready, please wait for a while.", KindNotMaster},                                                // forwarding without a master
		{"Node catalog is not ready, please wait for a while.", KindNotMaster},                                                   // 〃
		{"Failed to get master client.", KindNotMaster},                                                                          // 〃
		{"This frontend is not master", KindNotMaster},                                                                           // 〃
		{"org.apache.thrift.transport.TTransportException: java.net.SocketTimeoutException: Read timed out", KindConnectionLost}, // forwarded, unknown outcome
		{"Exception, msg: Failed to get master client.", KindNotMaster},
		{"ForwardToMasterException, msg: forward to master FE TNetworkAddress(hostname:10.0.0.5, port:9020), statement id: 12 : failed, cause: EOF, null", KindConnectionLost},
		{"forward to master FE TNetworkAddress(hostname:10.0.0.5, port:9020), statement id: 12 : failed, cause: Connection timeout, please check network state or enlarge session variable:`query_timeout`/`insert_timeout`, java.net.SocketTimeoutException: Read timed out", KindConnectionLost},
		{"Execute timeout, the command may be succeed, you'd better retry", KindConnectionLost},
		{"Can only run one backup or restore job of a database at same time", KindJobRunning},                // 4.4, before 2.0.16
		{"Failed to get scan range, no queryable replica found in tablet: 10031. Reason: {}", KindNoBackend}, // dead backends
		{"send execution start failed. io.grpc.StatusRuntimeException: UNAVAILABLE: io exception, host: be1", KindNoBackend},
		{"timeout when waiting for send execution start RPC. Wait(sec): 30, host: be1", KindNoBackend},
		{"timeout when waiting for send fragments rpc, query timeout:900, left timeout for this operation:30, host: be1", KindNoBackend},
		{"query timeout, query id = 5a1f7c0a2c4e4b7e-9d6b0a0b0c0d0e0f", KindQueryTimeout},
		{"query is timeout, killed by timeout checker", KindQueryTimeout},
		{"Database [shop] does not exist.(line 1, pos 21)", KindUnknownDatabase},                                                // queries
		{"Partition state is not NORMAL: p1:RESTORING", KindPartitionBusy},                                                      // 5.4
		{"Permission denied: user ['u'@'%'] does not have privilege for [SELECT] command on [i].[d].[t].[c]", KindAccessDenied}, // columns
	} {
		if got := kindOfMessage(detailMessage("errCode = 2, detailMessage = " + test.message)); got != test.kind {
			t.Errorf("%q is of kind %d, want %d", test.message, got, test.kind)
		}
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ message, want string }{
		{"errCode = 2, detailMessage = Repository r does not exist", "Repository r does not exist"},
		{"errCode = 2, detailMessage = org.apache.doris.common.UserException: errCode = 2, detailMessage = Invalid scheme: x", "Invalid scheme: x"},
		{"Unexpected exception: org.apache.doris.common.DdlException: errCode = 2, detailMessage = Missing [s3.endpoint] in properties.", "Unexpected exception: Missing [s3.endpoint] in properties."},
		{"errCode = 2, detailMessage = \nmismatched input ')' expecting {'A', 'B'}(line 1, pos 54)\n", "mismatched input ')' expecting {...}(line 1, pos 54)"},
		{"Access denied for user 'u'@'10.0.0.1' (using password: YES)", "Access denied for user 'u'@'10.0.0.1' (using password: YES)"},
	} {
		if got := detailMessage(test.message); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	for _, test := range []struct {
		err  error
		kind Kind
	}{
		{nil, KindOther},
		{io.EOF, KindOther},
		{&Unreachable{}, KindUnreachable},
		{fmt.Errorf("reading: %w", &Error{Kind: KindJobRunning}), KindJobRunning},
	} {
		if got := KindOf(test.err); got != test.kind {
			t.Errorf("%v is of kind %d, want %d", test.err, got, test.kind)
		}
	}
}
