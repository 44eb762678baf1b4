import { join } from 'node:path'
import { serveProgram } from '../../../pulumi/program.ts'
import { projectDirectory, settingsOf } from '../../../pulumi/workspace.ts'
import { endWithParent } from '../protocol/serve.ts'

const { port } = await serveProgram(join(projectDirectory, settingsOf(projectDirectory).main))
process.stdout.write(`${port}\n`)
endWithParent()
