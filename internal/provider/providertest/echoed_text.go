// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package providertest

// Canary is a secret that no text may repeat.
const Canary = "CANARY-7f3a"

// Written are texts with a secret in them, as users put them into the wrong argument.
var Written = []string{
	"mysql://root:" + Canary + "@fe:9030",
	"mysql://root:p/" + Canary + "@fe:9030/shop",
	"https://root:" + Canary + "@host/path?x#y",
	"https://" + Canary + "@host",
	"https://AK:" + Canary + "@minio:9000",
	"s3://AK:" + Canary + "@bucket/path",
	"hdfs://user:" + Canary + "@nn:8020",
	"abfss://container:" + Canary + "@account.dfs.core.windows.net/p",
	"mysql://root:with space" + Canary + "@fe:9030",
	"mysql://root:with\"quote" + Canary + "@fe:9030",
	"root:" + Canary + "@fe:9030",
	"root:" + Canary + "@tcp(fe:9030)/shop",
	"password=" + Canary,
	"s3.secret_key = " + Canary,
	"\"s3.secret_key\" = \"" + Canary + "\"",
	"{\"secret_key\": \"" + Canary + "\", \"a\": 1}",
	"AccountName=a;AccountKey=" + Canary + ";EndpointSuffix=core.windows.net",
	"https://host/p?sv=1&sig=" + Canary,
	"s3://bucket/p?X-Amz-Signature=" + Canary,
	"Authorization: Bearer " + Canary,
	"SET PASSWORD = '" + Canary + "'",
	"CREATE USER u IDENTIFIED BY '" + Canary + "'",
	"-----BEGIN PRIVATE KEY-----\n" + Canary + "\n-----END PRIVATE KEY-----\n",
	"[token=" + Canary,
	"(password: " + Canary,
}
