import { createServer } from 'node:http'

/** What Node can do at most: a constant for every request. */
createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 12 })
  response.end('{"demand":1}')
}).listen(Number(process.env.PORT), '127.0.0.1')
