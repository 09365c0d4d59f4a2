-- Runs once, when the volume is empty.
create table authors (
  id integer primary key generated always as identity,
  name text not null unique,
  born date
);

create table books (
  id integer primary key generated always as identity,
  author_id integer not null references authors,
  title text not null,
  price numeric(10, 2) not null check (price >= 0),
  tags jsonb not null default '[]'
);

insert into authors (name, born) values
  ('Ursula K. Le Guin', '1929-10-21'),
  ('Stanisław Lem', '1921-09-12'),
  ('紫式部', null);

insert into books (author_id, title, price, tags) values
  (1, 'The Dispossessed', 9.99, '["utopia"]'),
  (1, 'The Left Hand of Darkness', 8.50, '["winter", "gender"]'),
  (2, 'Solaris', 7.25, '["ocean"]'),
  (3, '源氏物語', 24.00, '["court"]');
