-- Model documents at run time: which document each category is from, which of the documents ship with us, and which of those an operator
-- has removed, so that the next migrate leaves them out.
alter table occi.model
    add column is_standard boolean not null default false, -- ships with us: may speak for the standard, and is loaded by migrate
    add column removed_at timestamptz,
    add check (removed_at is null or is_standard);
update occi.model set is_standard = true where name ~ '^[0-9]+-.*[.]json$'; -- until now nothing but migrate loaded documents

alter table occi.category
    add column model text references occi.model (name), -- null: a tenant's own
    add constraint category_model check (tenant_id is null or model is null);
update occi.category c set model = m.name
from occi.model m, (values ('kinds'), ('mixins'), ('actions')) as l (member), json_array_elements(coalesce(m.document -> l.member, '[]')) as d
where c.tenant_id is null and c.identifier = (d.value ->> 'scheme') || (d.value ->> 'term');

-- The history of what was done outlives the kinds it was done to: an operation says its kind's identifier by itself, and only one that is
-- not finished still needs the kind. What is filled in here was true before, so the audit is not told.
alter table occi.operation disable trigger audit;
alter table occi.operation add column kind text;
update occi.operation o set kind = c.identifier from occi.category c where c.id = o.kind_id;
alter table occi.operation enable trigger audit;
alter table occi.operation
    alter column kind set not null,
    alter column kind_id drop not null,
    drop column kind_class, -- a generated column and "set null" do not go together; that it is a kind, its entity has seen to
    add foreign key (kind_id) references occi.category on delete set null,
    add constraint operation_open_kind check (kind_id is not null or status in ('done', 'failed', 'cancelled'));

create function occi.operation_kind() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    new.kind := (select c.identifier from occi.category c where c.id = new.kind_id);
    return new;
end $$;
create trigger kind before insert on occi.operation for each row execute function occi.operation_kind();
