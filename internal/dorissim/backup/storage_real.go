// Copyright (c) terraform-doris
// SPDX-License-Identifier: MPL-2.0

package backup

import (
	"net"
	"net/url"

	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/bucket"
	"github.com/terraform-doris/terraform-provider-doris/internal/dorissim/sql"
	"github.com/terraform-doris/terraform-provider-doris/internal/objectstore"
)

// azureStore is where the files of an Azure repository are: in the storage that runs on this machine where the endpoint is
// an address of it, such as that of an Azurite, else in memory. Azure itself is never asked.
func azureStore(properties sql.Properties) bucket.Store {
	endpoint := first(properties, "azure.endpoint", "s3.endpoint")
	u, err := url.Parse(endpoint)
	if err != nil || !onThisMachine(u.Hostname()) {
		return bucket.NewMemory()
	}
	return bucket.NewAzure(endpoint, first(properties, "azure.account_name", "azure.access_key", "s3.access_key"),
		first(properties, "azure.account_key", "azure.secret_key", "s3.secret_key"))
}

// hdfsStore is where the files of an HDFS repository are: in the HDFS that runs on this machine where the name node is an
// address of it, else in memory.
func hdfsStore(properties sql.Properties, address string) bucket.Store {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !onThisMachine(host) {
		return bucket.NewMemory()
	}
	return bucket.NewHDFS(objectstore.HDFSAccess{Addresses: []string{address}, Username: first(properties, "hadoop.username")})
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// isReal reports whether files lie outside of the process.
func isReal(store bucket.Store) bool {
	if inAzure, ok := store.(azure); ok {
		store = inAzure.Store
	}
	_, ok := store.(*bucket.Real)
	return ok
}
