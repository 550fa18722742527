import { GatehouseError } from '@gatehouse/contracts';
import type { Base } from '@gatehouse/facts';
import { openRepository, type Repository } from '@gatehouse/git';
import { createScratchRepository } from '@gatehouse/git/write';
import {
  type Engine,
  type JudgedStep,
  openPolicyShelf,
  type StepJudge,
  surroundings,
  targetOf,
} from '@gatehouse/judge';
import { createForge } from './forge.ts';
import { glassRole } from './glass-role.ts';
import { judgeAttempt, judgeCommit, type Outcome, weigh } from './judge-attempt.ts';
import { learnFolders } from './learn-folders.ts';
import type { GroupedMutant, Mutant } from './mutant.ts';
import { confirmationMutants } from './mutants/confirmations.ts';
import { documentMutants } from './mutants/documents.ts';
import { evidenceMutants } from './mutants/evidence.ts';
import { glassMutants } from './mutants/glass.ts';
import { governanceMutants, program } from './mutants/governance.ts';
import { historyMutants } from './mutants/history.ts';
import { releaseMutants } from './mutants/releases.ts';
import { signoffMutants } from './mutants/sign-offs.ts';
import { strictnessMutants } from './mutants/strictness.ts';
import { trustRootMutants } from './mutants/trust-root.ts';
import { waiverMutants } from './mutants/waivers.ts';
import { makeCast } from './people.ts';
import { buildScene, type Scene } from './scene.ts';
import type { Subject } from './subject.ts';

const groups = {
  'sign-offs': [...signoffMutants, ...confirmationMutants],
  evidence: [...evidenceMutants, ...waiverMutants],
  releases: [...releaseMutants, ...documentMutants, ...strictnessMutants],
  'break-glass': glassMutants,
  governance: [...governanceMutants, ...trustRootMutants],
  history: historyMutants,
};

export const allMutants: readonly GroupedMutant[] = Object.entries(groups).flatMap(([group, mutants]) =>
  mutants.map((mutant) => ({ ...mutant, group })),
);

/** A scratch repository in which releases are promoted and attacked. Close it when done. */
export interface Laboratory {
  /** Promotes a release as it should be; throws `refused.not_ready` where that fails: then nothing can be tested. */
  prepare(subject: Subject): Promise<Scene>;
  attack(scene: Scene, mutants: readonly GroupedMutant[]): Promise<Outcome[]>;
  close(): Promise<void>;
}

export async function openLaboratory(
  engine: Engine,
  repository: Repository,
  base: Base,
): Promise<Laboratory> {
  const { objects, objectFormat } = repository.location;
  const scratch = createScratchRepository([objects], objectFormat, surroundings(engine));
  const opened = await openRepository(scratch.path, surroundings(engine)).catch((error) => {
    scratch.remove();
    throw error;
  });
  const forge = createForge(objectFormat);
  const policies = openPolicyShelf(engine);
  const target = targetOf(base.target);
  const judgeAt = (moment: number): StepJudge => ({
    engine: { ...engine, now: () => new Date((moment + 3600) * 1000) },
    objects: opened,
    policies,
    memory: new Map(),
    reaches: opened.isAncestor,
  });

  return {
    async prepare(subject) {
      const judge = judgeAt(subject.moment);
      await learnFolders(forge, opened, base, [
        ...subject.digests.keys(),
        ...Object.keys(subject.before),
        program,
      ]);
      const governance = base.trustRoot.root.governance.role;
      const glass = await glassRole(base);
      const surveyed = await survey({ cast: makeCast([], { governance, glass }), asked: new Set() });
      const { quorum = [], questions = [], break_glass } = surveyed.judged[0]?.decision ?? {};
      const breakers = break_glass?.need ?? 2;
      const { principals } = subject;
      const open = questions.filter((question) => question.open);
      const cast = makeCast(quorum, { governance, glass, breakers, questions: open, principals });
      const rules = surveyed.judged[0]?.decision.gates.flatMap((gate) => gate.rules) ?? [];
      const asked = new Set(rules.flatMap(({ code, status }) => (status === 'not_applicable' ? [] : [code])));
      const scene = await buildScene(forge, opened, { base, subject, cast, asked });
      await save();
      await requireVerdict('governance', judge, scene.main.commit, subject);
      await requireVerdict('promoted', judge, scene.promoted.commit, subject);
      if (scene.cast.seats.length === 0) throw untestable(subject, 'it asks nobody to sign');
      return scene;

      /** What the gate asks of the release, by what it says of one that nobody has signed in any way. */
      async function survey(known: Pick<Scene, 'cast' | 'asked'>): Promise<JudgedStep> {
        const { proposal, folder } = await buildScene(forge, opened, { base, subject, ...known });
        const notes = { [`${folder}/notes.txt`]: Buffer.from('By whom?\n') };
        const { commit } = proposal.change(notes, known.cast.author, 'none').merge();
        await save();
        return judgeCommit(judge, opened, commit);
      }
    },
    async attack(scene, mutants) {
      const attempts = mutants.map((mutant) => ({ mutant, attempt: mutant.mutate(scene) }));
      const controls = new Set(mutants.flatMap(({ control }) => control ?? []));
      const honest = [...controls].map((control) => ({ control, tip: control(scene) }));
      await save();
      const judge = judgeAt(scene.subject.moment);
      const futile = new Map<Mutant['control'], string>();
      for (const { control, tip } of honest) {
        const { reasons } = await judgeAttempt(judge, opened, { step: tip }, target);
        if (reasons.length > 0)
          futile.set(control, `without its flaw it is refused too: ${reasons.join(', ')}`);
      }
      const outcomes: Outcome[] = [];
      for (const { mutant, attempt } of attempts) {
        const note = futile.get(mutant.control) ?? attempt;
        outcomes.push(
          typeof attempt === 'string' || typeof note === 'string'
            ? notTried(mutant, `${note}`)
            : weigh(mutant, await judgeAttempt(judge, opened, attempt, target)),
        );
      }
      return outcomes;
    },
    async close() {
      await policies.close();
      opened.close();
      scratch.remove();
    },
  };

  async function save(): Promise<void> {
    const pack = forge.takePack();
    if (pack !== null) await scratch.add(pack);
  }

  async function requireVerdict(
    wanted: 'promoted' | 'governance',
    judge: StepJudge,
    commit: string,
    subject: Subject,
  ): Promise<void> {
    const { verdict, reasons } = await judgeCommit(judge, opened, commit);
    if (verdict === wanted) return;
    const why = reasons.map(({ code, message }) => `${code} (${message})`).join('; ');
    throw untestable(subject, `the step that should be ${wanted} is ${verdict}: ${why}`);
  }
}

/** The outcome of a mutant that shows nothing, and why. */
export function notTried({ name, group, tries }: GroupedMutant, note: string): Outcome {
  return { name, group, tries, result: 'not-tried', reasons: [], signoffs: [], note };
}

function untestable({ release }: Subject, why: string): GatehouseError {
  return new GatehouseError(
    'refused.not_ready',
    `the selftest can not promote ${release} in the first place: ${why}`,
    {
      hint: 'Nothing was tested. Name a release that passes: pnpm gate selftest <release>.',
    },
  );
}
