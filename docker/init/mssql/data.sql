-- Run by the service mssql-data, each time it starts.
if db_id('db_test') is null create database db_test;
go
use db_test;
go
if object_id('dbo.authors') is null
begin
  create table authors (
    id integer identity primary key,
    name nvarchar(200) not null unique,
    born date
  );
  create table books (
    id integer identity primary key,
    author_id integer not null references authors (id),
    title nvarchar(200) not null,
    price decimal(10, 2) not null check (price >= 0),
    tags nvarchar(max) not null check (isjson(tags) = 1)
  );
  insert into authors (name, born) values
    (N'Ursula K. Le Guin', '1929-10-21'),
    (N'Stanisław Lem', '1921-09-12'),
    (N'紫式部', null);
  insert into books (author_id, title, price, tags) values
    (1, N'The Dispossessed', 9.99, N'["utopia"]'),
    (1, N'The Left Hand of Darkness', 8.50, N'["winter", "gender"]'),
    (2, N'Solaris', 7.25, N'["ocean"]'),
    (3, N'源氏物語', 24.00, N'["court"]');
end
go
