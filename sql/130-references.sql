-- Removing a category has to find what refers to it, in every tenant: an index that begins with the category serves that as well as the
-- listing of a tenant's collection, which one that begins with the tenant does not.
drop index occi.entity_kind, occi.entity_mixin_mixin;
create index entity_kind on occi.entity (kind_id, tenant_id, id);
create index entity_mixin_mixin on occi.entity_mixin (mixin_id, tenant_id, entity_id);
create index entity_target_kind on occi.entity (target_kind_id) where target_kind_id is not null;
create index operation_kind on occi.operation (kind_id) where kind_id is not null;
create index page_mark_kind on occi.page_mark (kind_id);
create index category_parent on occi.category (parent_id) where parent_id is not null;
create index category_depends_depends on occi.category_depends (depends_id);
create index category_applies_applies on occi.category_applies (applies_id);

-- Temporary objects come before all others when names are looked up, those of types among them, also in functions that run with their
-- owner's rights. None of our roles has a use for any.
do $$
begin
    execute format('revoke temporary on database %I from public', current_database());
end $$;
