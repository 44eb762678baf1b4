import { lockPython } from '../../images/lockPython.ts'
import { twinePython } from '../packageClient.ts'

lockPython(twinePython.requirements, ['twine'], [])
