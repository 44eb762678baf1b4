import { lockPython } from '../lockPython.ts'
import { pypiPython } from '../pypiImage.ts'

// Without waitress the server takes one request at a time, without watchdog (`cache`)
// it reads every package for each list of them.
const roots = ['pypiserver[cache,passlib]==2.4.2', 'waitress']

// pip is asked for by a command that updates packages from outside.
lockPython(pypiPython.requirements, roots, ['pip'])
