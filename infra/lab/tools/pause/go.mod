module atoll.dev/lab/tools/pause

go 1.26
