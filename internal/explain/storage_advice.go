// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package explain

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/terraform-doris/terraform-provider-doris/internal/doris"
)

// KindOfType is the group that belongs to what SHOW REPOSITORIES says; "" for a type that is not known here.
func KindOfType(repositoryType string) string {
	switch strings.ToUpper(repositoryType) {
	case "S3", "MINIO", "OSS", "COS", "OBS", "GCS": // 3.1 and newer tell these apart inside (DORIS.md "Storages"), and so far show S3
		return "s3"
	case "AZURE":
		return "azure"
	case "HDFS":
		return "hdfs"
	case "BROKER":
		return "broker"
	}
	return ""
}

// Place is where a repository lies, as far as it is known to who asks for advice.
type Place struct {
	Kind     string // group of the resource: "s3", "azure", "hdfs", "broker"; "" = not known
	Location string // "" = not known
}

// advices is what to do about one fault, by the kind of storage; "" is for a storage that is not known, and for those that are
// not named. A kind with "-" does not have the fault: the next rows are asked.
type advices map[string]string

const no = "-"

// storageFaults are what storages are known to answer through Doris, most specific first, with what to do about it. In the
// advice, %[1]s is what the first group of the pattern matched and %[2]s the folder of the location.
var storageFaults = []struct {
	words  *regexp.Regexp
	advice advices
}{
	{pattern(`relative path in absolute uri: '?"?([^\s'")]+)`), advices{ // Hadoop's Path takes what stands before the colon for a scheme
		"": "This Doris cannot list a repository that holds a name with a colon, and backs up into it no more. Delete or rename the folder %[1]s in the bucket.",
	}},
	{pattern(`invalid repository __repo_info`), advices{"": "The location holds a repository of another name. Use that name, or another location."}},
	{pattern(`broker does not exist`), advices{"": "Add the broker (ALTER SYSTEM ADD BROKER), or correct broker.name; SHOW BROKER lists them."}},
	{pattern(`(?:get|find|any|no) (?:alive |available )?(?:fs )?broker|broker.{0,40}(?:not alive|unavailable|is dead)|failed to get (?:a )?(?:broker )?client`), advices{
		"s3": no, "azure": no, "hdfs": no,
		"": "Start the broker's process, or correct its address (ALTER SYSTEM DROP BROKER, then ADD BROKER): SHOW BROKER says in column Alive whether the frontends reach it.",
	}},
	{pattern(`illegal character in|malformed escape pair|invalid dest path`), advices{
		"": "Correct location: it holds a character that paths of this storage cannot have. Letters, digits, '-', '_', '.' and '/' work everywhere.",
	}},

	// Clocks.
	{pattern(`clock skew too great`), advices{"s3": no, "azure": no, "": "Synchronise the clocks of all frontends, backends and Kerberos servers: Kerberos refuses tickets that are more than 5 minutes off."}},
	{pattern(`requesttimetooskewed|request time and the (?:current|server) time|(?:request )?date header.{0,40}(?:too old|is incorrect)|signature not yet (?:current|valid)`), advices{
		"broker": "Synchronise the clocks of the hosts of the brokers: the storage refuses requests that are more than 15 minutes off.",
		"":       "Synchronise the clocks of all frontends and backends: the storage refuses requests that are more than 15 minutes off.",
	}},

	// TLS.
	{pattern(`no subject alternative|subject alternative names?:|hostname.{0,40}(?:doesn't|does not) match|no name matching|curlcode: 51`), advices{
		"s3":    "The storage's certificate is not valid for the name that Doris asks for. Write a name of the certificate in s3.endpoint; where it has no name with the bucket in front, set use_path_style = true.",
		"azure": "The storage's certificate is not valid for the name that Doris asks for. Write a name of the certificate in azure.endpoint.",
		"":      "The storage's certificate is not valid for the name that Doris asks for. Write a name of the certificate in the storage's address.",
	}},
	{pattern(`certificate has expired|certificateexpired|notafter:|certificate is not yet valid|certificatenotyetvalid`), advices{
		"": "The storage's certificate has expired, or is not valid yet: renew it, or correct the clocks of frontends and backends.",
	}},
	{pattern(`fatal alert|protocol_version|handshake_failure|no cipher suites`), advices{"": "Doris and the storage agree on no version of TLS: the storage must speak TLS 1.2 or 1.3."}},
	{pattern(`unable to find valid certification path|pkix path|sslhandshake|certpath|self[- ]signed certificate|ssl certificate problem|certificate verify failed|curlcode: (?:35|60|77)|unknown_ca|unable to get (?:local )?issuer certificate`), advices{
		"": "Doris does not trust the certificate of the storage. Add its authority to the Java truststore of every frontend (keytool -importcert -cacerts -file ca.pem) and to the certificates of the system of every backend, and restart them.",
	}},
	{pattern(`unsupported or unrecognized ssl|wrong version number|plain http request was sent|http request to an https|plaintext connection|accountrequireshttps|does not support http\b`), advices{
		"s3":    "Check the address of the storage: it speaks http where Doris was told https, or the other way round. Write http:// or https:// in front of s3.endpoint.",
		"azure": "Check the address of the storage: it speaks http where Doris was told https, or the other way round. Write http:// or https:// in front of azure.endpoint.",
		"":      "Check the address of the storage: it speaks http where Doris was told https, or the other way round.",
	}},

	// Kerberos, of HDFS alone.
	{pattern(`simple authentication is not enabled`), advices{
		"s3": no, "azure": no,
		"broker": "This HDFS wants Kerberos: give the broker hadoop.security.authentication = \"kerberos\", kerberos_principal and kerberos_keytab, with broker.secrets_wo and properties.",
		"":       "This HDFS wants Kerberos: set hdfs.kerberos_principal and hdfs.kerberos_keytab, without hdfs.username.",
	}},
	{pattern(`fall back to simple auth`), advices{
		"s3": no, "azure": no,
		"broker": "This HDFS does without Kerberos: remove the Kerberos properties of the broker.",
		"":       "This HDFS does without Kerberos: remove hdfs.kerberos_principal and hdfs.kerberos_keytab, and set hdfs.username.",
	}},
	{pattern(`cannot find kdc|can't get kerberos realm|cannot locate (?:default realm|kdc)|krb5\.conf|kdc has no support|(?:kdc|port 88).{0,40}(?:timed out|unreachable|refused)`), advices{
		"s3": no, "azure": no,
		"": "Give every frontend and backend a krb5.conf that names the realm and its Kerberos servers (kdc), and let them reach port 88 there; then restart them.",
	}},
	{pattern(`server has invalid kerberos principal|server not found in kerberos database`), advices{
		"s3": no, "azure": no,
		"": "The name node goes by another Kerberos principal than Doris expects: set \"dfs.namenode.kerberos.principal\" = \"nn/_HOST@REALM\" in properties, as in hdfs-site.xml, and use host names and not addresses.",
	}},
	{pattern(`unable to obtain password|keytab|kerberos|\bgss|krberror|kerbauth|login failure for|pre-authentication|(?:client|principal) not found|no valid credentials provided|encryption type|checksum failed`), advices{
		"s3": no, "azure": no,
		"broker": "Check kerberos_principal and kerberos_keytab of the broker: the keytab must lie under this path at the broker, be readable for the user that runs it, and hold a key of this very principal (klist -kt lists them).",
		"":       "Check hdfs.kerberos_principal and hdfs.kerberos_keytab: the keytab must lie under this path on every frontend and backend, be readable for the user that runs Doris, and hold a key of this very principal (klist -kt lists them).",
	}},

	// HDFS.
	{pattern(`name ?node is in safe mode|safemodeexception`), advices{
		"s3": no, "azure": no,
		"": "HDFS is in safe mode and takes no files. Wait until it has found its blocks, or end it as administrator of HDFS: hdfs dfsadmin -safemode leave",
	}},
	{pattern(`operation category \w+ is not supported in state standby|standbyexception`), advices{
		"s3": no, "azure": no,
		"":       "The address is that of the standby name node. Write the name service in hdfs.default_fs and in location, and its keys in properties: " + haKeys("<service>") + ".",
		"broker": "The address is that of the standby name node. Write the name service in location, and its keys in properties: " + haKeys("<service>") + ".",
	}},
	{pattern(`(?:missing property: dfs\.ha\.namenodes\.|failoverproxyprovider.{0,80}hdfs://|unable to create proxy provider.{0,80}hdfs://)([\w-]+)`), advices{
		"s3": no, "azure": no,
		"": "Name service %[1]s needs all of its keys in properties: " + haKeys("%[1]s") + ".",
	}},
	{pattern(`proxy provider|dfs\.(?:ha\.namenodes|nameservices|namenode\.rpc-address|client\.failover)`), advices{
		"s3": no, "azure": no,
		"": "A name service needs all of its keys in properties: " + haKeys("<service>") + ".",
	}},
	{pattern(`permission denied: user=([^,\s]+)`), advices{
		"s3": no, "azure": no,
		"broker": "Let HDFS user %[1]s work there, or give the broker another username. As administrator of HDFS: hdfs dfs -mkdir -p %[2]s && hdfs dfs -chown -R %[1]s %[2]s",
		"":       "Let HDFS user %[1]s work there, or use another one that may: hdfs.username (Doris takes hadoop without it), or the Kerberos principal. As administrator of HDFS: hdfs dfs -mkdir -p %[2]s && hdfs dfs -chown -R %[1]s %[2]s",
	}},
	{pattern(`accesscontrolexception|superuser privilege`), advices{
		"s3": no, "azure": no,
		"":       "Let the HDFS user (hdfs.username, or that of the Kerberos principal) read and write the location.",
		"broker": "Let the user of the broker read and write the location.",
	}},
	{pattern(`(?:dsquota|nsquota|quota)\w*exceeded|quota of .{0,80}is exceeded`), advices{
		"": "The storage has no room left for this account: free some, or have its quota raised.",
	}},
	{pattern(`could only be (?:written|replicated) to|no datanode|blockmissing|could not obtain block|all datanodes`), advices{
		"s3": no, "azure": no,
		"": "No data node of HDFS took or gave the data. Check that they run and have room (hdfs dfsadmin -report), and that frontends and backends reach each of them; where they are known by names alone, set \"dfs.client.use.datanode.hostname\" = \"true\" in properties.",
	}},
	{pattern(`rpc response exceeds|protocol message|end of file exception between|invalid rpc|unknown out of band call|does not have protocol`), advices{
		"s3": no, "azure": no,
		"broker": "What answers at the address is not a name node. Write its RPC port in location, mostly 8020 or 9000; 9870 and 50070 are its web pages.",
		"":       "What answers at the address is not a name node. Write its RPC port in hdfs.default_fs and location, mostly 8020 or 9000; 9870 and 50070 are its web pages.",
	}},
	{pattern(`no filesystem for scheme|wrong fs:|incomplete hdfs uri`), advices{
		"s3": no, "azure": no,
		"broker": "Correct location: hdfs://host:port/folder, or hdfs://service/folder.",
		"":       "Correct location and hdfs.default_fs, which must name the same file system: hdfs://host:port/folder, or hdfs://service/folder.",
	}},
	{pattern(`parentnotdirectory|is not a directory|file does not exist: |filenotfoundexception|no such file`), advices{
		"s3": no, "azure": no,
		"": "Correct the folder in location; it must be one, or be missing with a parent that the user may write to.",
	}},

	// Azure.
	{pattern(`illegal base64|input byte\[\] has wrong|base64`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "The account key is not one of Azure's, which are Base64 as the portal shows them (Security + networking > Access keys). Give azure.account_key_wo one of the two, and change account_key_wo_version.",
	}},
	{pattern(`containernotfound|containerbeingdeleted|specified container (?:does not exist|is being deleted)`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "Create the container, or correct its name: it is the first part of location, s3://<container>/<folder>.",
	}},
	{pattern(`keybasedauthenticationnotpermitted|key based authentication is not permitted`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "The storage account takes no keys, and Doris knows no other way in. Allow them: az storage account update --name <account_name> --allow-shared-key-access true",
	}},
	{pattern(`accountisdisabled|account is disabled`), advices{"s3": no, "hdfs": no, "broker": no, "": "The storage account is disabled: enable it in Azure, or use another azure.account_name."}},
	{pattern(`authorizationfailure|authorizationpermissionmismatch|networkacl|not authorized to perform this operation`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "Check azure.account_name and azure.account_key_wo, and change account_key_wo_version with the key; and let frontends and backends through the firewall of the storage account (Networking).",
	}},
	{pattern(`authenticationfailed|invalidauthenticationinfo|server failed to authenticate`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "Check azure.account_name and azure.account_key_wo: the key must be one of this account. Change account_key_wo_version with it.",
	}},
	{pattern(`status code 403|status code 401`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "Check azure.account_name and azure.account_key_wo, and change account_key_wo_version with the key.",
	}},
	{pattern(`blobnotfound|resourcenotfound|invalidresourcename|invaliduri|outofrangeinput|status code 40[04]|hierarchical namespace|endpointunsupported`), advices{
		"s3": no, "hdfs": no, "broker": no,
		"": "Check the container and folder in location, and azure.endpoint: it is that of the blob service, <account_name>.blob.core.windows.net.",
	}},

	// S3 and what speaks it.
	{pattern(`expiredtoken|token (?:has |is |included in the request is )?expired`), advices{
		"azure": no, "hdfs": no,
		"broker": "The session token has expired. Give new keys with a new token in broker.secrets_wo, and change secrets_wo_version.",
		"":       "The session token has expired. Give new keys with a new token, and change secret_key_wo_version.",
	}},
	{pattern(`invalidtoken|security token|token is malformed`), advices{
		"azure": no, "hdfs": no,
		"broker": "The session token is not one of these keys. Give keys and token of one session in broker.secrets_wo, and change secrets_wo_version.",
		"":       "The session token is not one of these keys. Give access key, secret key and session_token_wo of one session, or keys that need none, and change secret_key_wo_version.",
	}},
	{pattern(`secondleveldomainforbidden|pathstyledomainforbidden|virtualhostdomainrequired|virtual[- ](?:hosted|host|styled?)`), advices{
		"azure": no, "hdfs": no, "broker": no,
		"": "The storage wants the bucket in the host name: remove use_path_style = true.",
	}},
	{pattern(`assumerole|\bsts[:.]`), advices{
		"azure": no, "hdfs": no, "broker": no,
		"": "Let the identity of Doris's nodes take s3.role_arn (sts:AssumeRole, and the role's trust policy, with s3.external_id where it asks for one).",
	}},
	{pattern(`kms:|kms\.`), advices{"azure": no, "hdfs": no, "broker": no, "": "Let the keys use the KMS key of the bucket: kms:GenerateDataKey and kms:Decrypt."}},
	{pattern(`unable to load credentials|profile file cannot be null|no aws credentials|credentials provider|unable to load aws|both the access key and the secret key must`), advices{
		"azure": no, "hdfs": no, "broker": no,
		"": "Check the access key and the secret key: Doris has none that it could use, and does not ask without. Set s3.access_key and s3.secret_key_wo; or s3.role_arn or s3.credentials_provider_type, where its nodes have an identity of their own.",
	}},
	{pattern(`valid region|region is wrong|authorization ?header ?(?:is )?malformed|authorizationqueryparameters|permanentredirect|illegallocationconstraint|specified endpoint|property 's3\.region'`), advices{
		"azure": no, "hdfs": no, "broker": "Correct region and endpoint in properties: those of the bucket.", "": regionAdvice, // With the status of a wrong key, where it has one
	}},
	{pattern(`invalidbucketname|bucket is not valid`), advices{"azure": no, "hdfs": no, "": "Correct the name of the bucket in location: 3 to 63 lower-case letters, digits, dots and hyphens."}},
	{pattern(`nosuchbucket|bucket does not exist`), advices{"azure": no, "hdfs": no, "": "Create the bucket, or correct the name in location."}},
	{pattern(`slowdown|reduce your request rate|too many requests|serverbusy|status code:? 503`), advices{"": "The storage is overloaded: apply again later, or at a time with less load."}},
	{pattern(`storagefull|no space left|minimum free drive`), advices{"": "The storage is full: make room, or have it enlarged."}},
	{pattern(`status code: 40[13]|accessdenied|access denied|signaturedoesnotmatch|invalidaccesskeyid|access key|check your key|forbidden|error code:? 40[13]`), advices{
		"azure": "Check azure.account_name and azure.account_key_wo, and change account_key_wo_version with the key.", "hdfs": no,
		"broker": "Check the keys in broker.secrets_wo, and change secrets_wo_version with them; they must be allowed to list, read and write the location.",
		"":       "Check the access key and the secret key, and that they may list, read and write the location.",
	}},

	// Addresses.
	{pattern(unknownName + `([\w-]+)(?:$|[^\w.-])`), advices{ // without dots: the name of a service, or a short one of a host
		"s3": no, "azure": no, "": no,
		"hdfs":   "Check the address of the name node: %[1]s is not known to frontends or backends. If it is a name service, properties lack its keys: " + haKeys("%[1]s") + ". If it is a host, correct hdfs.default_fs, location or DNS.",
		"broker": "Check the address of the storage: %[1]s is not known to the broker. If it is a name service of HDFS, properties lack its keys: " + haKeys("%[1]s") + ". If it is a host, correct location, properties or DNS.",
	}},
	{pattern(unknownName + `([\w.-]+)`), advices{
		"s3":     "Check the address of the storage: %[1]s is not known to frontends or backends. Correct s3.endpoint or their DNS; where the bucket stands in front of the name of a server of your own, set use_path_style = true.",
		"azure":  "Check the address of the storage: %[1]s is not known to frontends or backends. Correct azure.account_name, azure.endpoint or their DNS (a private endpoint has its own zone).",
		"hdfs":   "Check the address of the name node: %[1]s is not known to frontends or backends. Correct hdfs.default_fs, location or their DNS.",
		"broker": "Check the address of the storage: %[1]s is not known to the broker. Correct location, properties or its DNS.",
		"":       "Check the address of the storage: %[1]s is not known to frontends or backends. Correct it, or their DNS.",
	}},
	{pattern(`unknown ?host|connect(?:ion|exception)?.{0,60}refused|timed? ?out|unable to execute http request|no route to host|ssl message|connection reset|network is unreachable|no response|curlcode: (?:6|7|28)\b|could(?:n't| not) (?:connect|resolve)|failed on (?:connection|local|socket)|connecttimeout|eofexception|premature`), advices{
		"s3":     "Check the address of the storage as frontends and backends reach it: host, port, http or https, use_path_style, DNS and firewall.",
		"azure":  "Check the address of the storage as frontends and backends reach it: azure.account_name and azure.endpoint, DNS, and the firewalls of both sides.",
		"hdfs":   "Check the address of the name node as frontends and backends reach it: host and port in hdfs.default_fs and location (the RPC port, mostly 8020 or 9000), DNS and firewall.",
		"broker": "Check the address of the storage as the broker reaches it: location and properties, DNS and firewall.",
		"":       "Check the address of the storage as frontends and backends reach it: host, port, DNS and firewall.",
	}},

	// What says little: a status alone.
	{pattern(`region|status code: 301|moved permanently`), advices{"azure": no, "hdfs": no, "broker": "Correct region and endpoint in properties: those of the bucket.", "": regionAdvice}},
	{pattern(`status code: 400|bad request|error code:? 400`), advices{
		"azure": no, "hdfs": no, "broker": "The storage does not understand the request. Check region and endpoint in properties, then the keys.",
		"": regionAdvice + " If it is right: check that s3.endpoint is the S3 port, with the right one of http and https, and use_path_style.",
	}},
	{pattern(`status code: 404|error code:? 404|not found`), advices{
		"azure": no, "hdfs": no, "broker": "What answers does not know the bucket or folder. Check location and properties.",
		"": "What answers at the endpoint does not know the bucket or does not speak S3. Check endpoint, the bucket in location, and use_path_style.",
	}},
	{pattern(`status code:? 5\d\d|internal ?(?:server )?error|error code:? 5\d\d`), advices{"": "The storage has a fault of its own: look into its log, and apply again when it works."}},
}

const regionAdvice = "Set region to the region of the bucket, and endpoint to the one of that region."

// unknownName is what stands in front of a host that DNS does not know, in Java's words and in Hadoop's.
const unknownName = `(?:unknownhostexception: (?:invalid host name: local host is: .{0,80}destination host is: |failed to resolve )?|failed to resolve )["'(]*`

func pattern(text string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + text) }

// haKeys are the properties without which a client of HDFS does not know what a name service is.
func haKeys(service string) string {
	return fmt.Sprintf(`"dfs.nameservices" = "%[1]s", "dfs.ha.namenodes.%[1]s" = "nn1,nn2", "dfs.namenode.rpc-address.%[1]s.nn1" = "host1:8020", "dfs.namenode.rpc-address.%[1]s.nn2" = "host2:8020", "dfs.client.failover.proxy.provider.%[1]s" = "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider"`, service)
}

// StorageAdvice says what to do about an error of the storage, by its own words (recorded: repository_bad).
func StorageAdvice(at Place, words string) string {
	if at.Kind == "" {
		at.Kind = kindOfWords(words)
	}
	for _, fault := range storageFaults {
		match := fault.words.FindStringSubmatch(words)
		if match == nil {
			continue
		}
		advice, ok := fault.advice[at.Kind]
		if !ok {
			advice = fault.advice[""]
		}
		if advice == no {
			continue
		}
		advice = strings.ReplaceAll(advice, "<service>", serviceOf(at.Location))
		if !strings.Contains(advice, "%[") {
			return advice
		}
		found := ""
		if len(match) > 1 {
			found = strings.TrimRight(match[1], ".:")
		}
		return fmt.Sprintf(strings.ReplaceAll(advice, "%[2]s", folderOf(at.Location)), found)
	}
	return CorrectAndApply
}

// StorageAdviceOr is StorageAdvice, or another advice where nothing is known of the words.
func StorageAdviceOr(at Place, words, otherwise string) string {
	if advice := StorageAdvice(at, words); advice != CorrectAndApply {
		return advice
	}
	return otherwise
}

// PlaceOf is where a repository that is to be created lies.
func PlaceOf(spec doris.RepositorySpec) Place {
	kind := KindOfType(spec.Storage)
	if strings.EqualFold(spec.Properties["provider"], "azure") {
		kind = "azure"
	}
	return Place{kind, spec.Location}
}

// KindOfRow is the kind of a registered repository. Repositories on Azure are shown as S3 by some lines: the words decide there.
func KindOfRow(row doris.Repository) string {
	if kind := KindOfType(row.Type); kind != "s3" {
		return kind
	}
	return ""
}

// folderOf is the path of a location.
func folderOf(location string) string {
	_, rest, _ := strings.Cut(location, "://")
	if _, folder, ok := strings.Cut(rest, "/"); ok && folder != "" {
		return "/" + strings.ReplaceAll(folder, "%", "%%")
	}
	return "<folder of location>"
}

// serviceOf is the name service that a location on HDFS names.
func serviceOf(location string) string {
	scheme, rest, _ := strings.Cut(location, "://")
	host, _, _ := strings.Cut(rest, "/")
	if scheme != "hdfs" || host == "" || strings.ContainsAny(host, ".:%") {
		return "<service>"
	}
	return host
}

var (
	azureWords = pattern(`azure|blobstorage|\bblob\b|StorageSharedKeyCredential|x-ms-|containernotfound|core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)|status code \d{3}`)
	hdfsWords  = pattern(`hdfs|hadoop\.(?:ipc|security|hdfs)|namenode|name node|datanode|permission denied: user=|kerberos|gssexception|krb5|call from .* to .* failed|failed on local exception|wiki\.apache\.org/hadoop`)
	s3Words    = pattern(`awssdk|amazonaws|service: (?:amazon )?s3|s3a?://|\bs3exception|put object failed`)
)

// kindOfWords guesses the kind of storage by its words; "" where they fit several.
func kindOfWords(words string) string {
	switch {
	case azureWords.MatchString(words):
		return "azure"
	case s3Words.MatchString(words):
		return "s3"
	case hdfsWords.MatchString(words):
		return "hdfs"
	}
	return ""
}
