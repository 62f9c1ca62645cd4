"""What holds for every table, whoever added it."""

import asyncpg

Connection = asyncpg.Connection

# Tables that belong to no organisation, each with its reason.
_SHARED = {
    "alembic_version": "which revision has run",
    "encoders": "one model serves all",
    "forsaken_originals": "names of objects, which say nothing of anybody",
    "organisations": "guarded by policies of its own",
    "workers": "one worker serves all",
}
_SHARED_PREFIXES = ("pgqueuer",)


async def test_every_table_of_tenants_hides_its_rows_from_all_others(owner_of_template: Connection) -> None:
    rows = await owner_of_template.fetch(
        """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
            (SELECT count(*) FROM pg_policies p
             WHERE p.tablename = c.relname AND p.permissive = 'PERMISSIVE' AND p.cmd = 'ALL'
                AND p.qual LIKE '%organisation_id%app.organisation_id%') AS n_policies
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """
    )

    assert len(rows) >= 2
    assert not [
        row["relname"]
        for row in rows
        if not (row["relrowsecurity"] and row["relforcerowsecurity"] and row["n_policies"])
    ]


async def test_a_table_without_an_organisation_is_shared_for_a_reason(owner_of_template: Connection) -> None:
    names = await owner_of_template.fetch(
        """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id'
            )
        """
    )

    assert not [
        row["relname"]
        for row in names
        if row["relname"] not in _SHARED and not row["relname"].startswith(_SHARED_PREFIXES)
    ]


async def test_keys_of_tenant_tables_begin_with_the_organisation(owner_of_template: Connection) -> None:
    # Unique keys too, except where the value itself is random and found before its organisation is known.
    keys = await owner_of_template.fetch(
        """
        SELECT i.indexrelid::regclass::text AS index, a.attname AS first
        FROM pg_index i
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
        WHERE i.indisunique
            AND EXISTS (
                SELECT FROM pg_attribute o WHERE o.attrelid = i.indrelid AND o.attname = 'organisation_id'
            )
        """
    )

    assert {row["index"] for row in keys if row["first"] != "organisation_id"} == {"api_keys_prefix_key"}


async def test_every_tenant_table_has_a_primary_key(owner_of_template: Connection) -> None:
    rows = await owner_of_template.fetch(
        """
        SELECT c.relname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
            AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
        """
    )

    assert not rows


async def test_foreign_keys_between_tenant_tables_carry_the_organisation(
    owner_of_template: Connection,
) -> None:
    rows = await owner_of_template.fetch(
        """
        SELECT k.conname, k.confrelid::regclass::text AS target, a.attname AS first
        FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = k.confkey[1]
        WHERE k.contype = 'f'
            AND EXISTS (
                SELECT FROM pg_attribute o WHERE o.attrelid = k.confrelid AND o.attname = 'organisation_id'
            )
        """
    )

    assert not [row["conname"] for row in rows if row["first"] != "organisation_id"]


async def test_views_look_with_the_eyes_of_who_asks(owner_of_template: Connection) -> None:
    rows = await owner_of_template.fetch(
        """
        SELECT c.relname FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace
            AND (c.relkind = 'm' OR (c.relkind = 'v'
                AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)))
        """
    )

    assert not rows


async def test_no_function_runs_with_the_rights_of_its_owner(owner_of_template: Connection) -> None:
    rows = await owner_of_template.fetch(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )

    assert not rows


async def test_the_application_role_owns_nothing_and_cannot_bypass(owner_of_template: Connection) -> None:
    role = await owner_of_template.fetchrow(
        """
        SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
            (SELECT count(*) FROM pg_class WHERE relowner = r.oid) AS n_owned,
            (SELECT count(*) FROM pg_auth_members WHERE member = r.oid) AS n_memberships
        FROM pg_roles r WHERE rolname = 'oujda_match_app'
        """
    )

    assert role is not None
    assert not any(role.values())


async def test_the_application_role_may_use_every_table_and_change_no_structure(
    owner_of_template: Connection,
) -> None:
    tables = await owner_of_template.fetch(
        """
        SELECT c.relname,
            has_table_privilege('oujda_match_app', c.oid, 'SELECT') AS reads,
            has_table_privilege('oujda_match_app', c.oid, 'INSERT') AS writes,
            has_table_privilege('oujda_match_app', c.oid, 'TRUNCATE') AS truncates
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        """
    )
    may_create = await owner_of_template.fetchval(
        "SELECT has_schema_privilege('oujda_match_app', 'public', 'CREATE')"
    )

    assert all(row["reads"] and not row["truncates"] for row in tables)
    assert {row["relname"] for row in tables if not row["writes"]} == {"alembic_version"}
    assert not may_create
