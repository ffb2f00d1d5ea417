-- "*<from> <session>" becomes "~<session> <from>": what ends a session is found by the session.
UPDATE `revocations` SET `token` = '~' || substr(`token`, instr(`token`, ' ') + 1) || ' ' || substr(`token`, 2, instr(`token`, ' ') - 2) WHERE `token` GLOB '[*][0-9]* *';
