import { z } from 'zod';
import { Id, Page, Time } from './common.ts';

/** Personal addresses to make: one for each label, or so many numbered ones. */
export const InvitationsCreate = z
  .strictObject({
    labels: z
      .array(z.string().trim().min(1).max(200))
      .min(1)
      .max(500)
      .optional()
      .meta({ description: 'Whom each is for, e.g. a name; raters never see it.' }),
    count: z.int().min(1).max(500).optional(),
  })
  .refine(({ labels, count }) => (labels === undefined) !== (count === undefined), {
    message: 'must be given, or a count, and not both',
    path: ['labels'],
  })
  .meta({ id: 'InvitationsCreate' });

/** A personal address: whoever opens it, on any device, is this rater. */
export const Invitation = z
  .object({
    rater_id: Id('rater'),
    label: z.string(),
    rating_url: z.string(),
    rated_count: z.int(),
    last_rated_at: Time.nullable(),
    completed_at: Time.nullable().meta({ description: 'When the rater was first told that they are done.' }),
    revoked_at: Time.nullable(),
    created_at: Time,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;
export const InvitationsCreated = z.object({ invitations: z.array(Invitation) }).meta({ id: 'InvitationsCreated' });
export const InvitationPage = Page(Invitation, 'InvitationPage');
