// Starts the language host that is published as a Go module, of v3.60, as the present one is started: it does not read
// `typescript: false` in Pulumi.yaml, and would compile the program with a compiler that is not there.
package main

import (
	"log"
	"os"
	"path/filepath"
	"syscall"
)

func main() {
	self, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	host := filepath.Join(filepath.Dir(self), "pulumi-language-nodejs-v3.60")
	log.Fatal(syscall.Exec(host, append([]string{host, "-typescript=false"}, os.Args[1:]...), os.Environ()))
}
